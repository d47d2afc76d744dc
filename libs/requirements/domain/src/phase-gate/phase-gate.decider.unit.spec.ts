import type { Subject } from '@throughline/kernel';
import { command, event, givenThe } from '@throughline/testing';
import { parseGatePolicy, type GatePolicy } from './gate-policy.ts';
import { phaseGateDecider } from './phase-gate.decider.ts';
import type { Fact, PhaseGateCommand, PhaseGateEvent, Verdict } from './phase-gate.ts';

const given = givenThe(phaseGateDecider);
const policy: GatePolicy = {
  version: 1,
  gates: {
    poc: [{ id: 'approved', title: 'Approved', fact: 'initiative.approved', predicate: { kind: 'equals', value: true }, maxAgeDays: null, subject: 'any', remedy: 'Decide.' }],
    mvp: [
      { id: 'contract', title: 'Contract met', fact: 'contract.met', predicate: { kind: 'equals', value: true }, maxAgeDays: 90, subject: 'any', remedy: 'Verify.' },
      { id: 'beats', title: 'Beats the baseline', fact: 'model.beats', predicate: { kind: 'equals', value: true }, maxAgeDays: null, subject: 'current', remedy: 'Score.' },
    ],
  },
};
const artifact = (name: string): Subject => ({ kind: 'artifact', digest: `sha256:${name}` });
const initiative = 'initiative-1';
let serial = 0;
const fact = (key: string, over: Partial<Fact> = {}): Fact =>
  ({ key, value: true, subject: null, source: 'source-1', eventId: `event-${serial++}`, observedAt: '2026-01-04T09:00:00.000Z', authors: [], ...over });
const known = (f: Fact) => event<PhaseGateEvent>('FactRecorded', { initiative, fact: f });
const record = (f: Fact) => command<PhaseGateCommand>('RecordFact', { initiative, policy, fact: f });
const standing = { approved: true, involved: [{ actor: 'human:ann', part: 'owner' }] };
const request = (phase: 'poc' | 'mvp', subject: Subject | null = null) => command<PhaseGateCommand>('RequestGate', { initiative, policy, phase, subject, standing });
const requested = (phase: 'poc' | 'mvp', subject: Subject | null = null) =>
  event<PhaseGateEvent>('GateRequested', { initiative, request: 'r1', phase, subject, policyVersion: 1, verdicts: [] }).by('eve');
const decide = (decision: 'pass' | 'fail' = 'pass') => command<PhaseGateCommand>('DecideGate', { initiative, policy, request: 'r1', decision, reason: 'As it stands.', standing });
const entered = (phase: 'poc' | 'mvp', subject: Subject | null = null) => event<PhaseGateEvent>('PhaseEntered', { initiative, phase, subject });
const types = (result: { decision: unknown }): readonly string[] => (result.decision as { events: readonly PhaseGateEvent[] }).events.map((e) => e.type);
const verdicts = (result: { decision: unknown }): readonly Verdict[] =>
  (result.decision as { events: readonly { data: { verdicts: readonly Verdict[] } }[] }).events[0]!.data.verdicts;

describe('requesting a gate', () => {
  it('shows each criterion as it stands', () => {
    expect(verdicts(given().when(request('poc')))).toMatchObject([{ criterion: 'approved', result: 'unknown', fact: null }]);
    expect(verdicts(given(known(fact('initiative.approved'))).when(request('poc')))).toMatchObject([{ result: 'satisfied' }]);
    expect(verdicts(given(known(fact('initiative.approved', { value: false }))).when(request('poc')))).toMatchObject([{ result: 'violated' }]);
  });

  it('shows evidence of another model version, and evidence too old, as stale', () => {
    const history = [entered('poc'), known(fact('contract.met', { observedAt: '2025-01-01T00:00:00.000Z' })), known(fact('model.beats', { subject: artifact('a') }))];
    expect(verdicts(given(...history).when(request('mvp', artifact('b'))))).toMatchObject([{ criterion: 'contract', result: 'stale' }, { criterion: 'beats', result: 'stale' }]);
  });

  it.each([
    ['before go', () => command<PhaseGateCommand>('RequestGate', { initiative, policy, phase: 'poc', subject: null, standing: { approved: false, involved: [] } }), 'REQUIREMENTS.NOT_APPROVED'],
    ['two steps up', () => request('mvp', artifact('a')), 'REQUIREMENTS.WRONG_PHASE'],
  ] as const)('is refused %s', (_, asked, code) => {
    given().when(asked()).thenRefused(code);
  });

  it('names the model version where the evidence is bound to one', () => {
    given(entered('poc')).when(request('mvp')).thenRefused('REQUIREMENTS.SUBJECT_NEEDED', { phase: 'mvp' });
  });

  it('changes nothing when asked twice', () => {
    given(requested('poc')).when(request('poc')).thenNothing();
  });
});

describe('deciding a gate', () => {
  const ready = [known(fact('initiative.approved', { authors: ['human:dora'] })), requested('poc')];

  it('enters the phase when every criterion holds', () => {
    expect(types(given(...ready).when(decide().by('bo')))).toEqual(['GatePassed', 'PhaseEntered']);
  });

  it('lists what does not hold, and is never stored as final', () => {
    expect(given(requested('poc')).when(decide().by('bo')).decision).toMatchObject({
      accepted: false, final: false, code: 'REQUIREMENTS.CRITERIA_NOT_MET', detail: { count: 1, missing: [{ key: 'approved', what: 'Approved: unknown', remedy: 'Decide.' }] },
    });
  });

  it('may fail a gate whose criteria hold', () => {
    expect(types(given(...ready).when(decide('fail').by('bo')))).toEqual(['GateFailed']);
  });

  it('wants an open request', () => {
    given(known(fact('initiative.approved'))).when(decide().by('bo')).thenRefused('REQUIREMENTS.NO_SUCH_REQUEST');
  });

  it.each([['human:eve', 'requester'], ['human:ann', 'owner'], ['human:dora', 'author of evidence'], ['policy:requirements/x', 'no human']])('is refused to %s', (actor, part) => {
    given(...ready).when(decide().by(actor)).thenRefused('REQUIREMENTS.SECOND_PERSON_NEEDED', { actor, part });
  });
});

describe('recording a fact', () => {
  it('re-evaluates only what depends on it', () => {
    expect(types(given().when(record(fact('initiative.approved'))))).toEqual(['FactRecorded', 'CriterionSatisfied']);
    expect(types(given().when(record(fact('something.else'))))).toEqual(['FactRecorded']);
  });

  it('is settled when it comes twice, or late behind a newer one', () => {
    const newer = fact('initiative.approved');
    given(known(newer)).when(record(newer)).thenNothing();
    given(known(newer)).when(record(fact('initiative.approved', { observedAt: '2026-01-01T00:00:00.000Z' }))).thenNothing();
  });

  it('says nothing new about a criterion whose result stays', () => {
    const satisfied = given().when(record(fact('initiative.approved'))).decision as { events: readonly PhaseGateEvent[] };
    expect(types(given(...satisfied.events).when(record(fact('initiative.approved', { observedAt: '2026-01-05T00:00:00.000Z' }))))).toEqual(['FactRecorded']);
  });
});

describe('the phase at risk', () => {
  const live = [known(fact('model.beats', { subject: artifact('a') })), entered('poc'), entered('mvp', artifact('a'))];
  const retrain = (value: boolean, over: Partial<Fact> = {}) => record(fact('kpi.retrain-requested', { subject: artifact('a'), value, ...over }));
  const risk = event<PhaseGateEvent>('PhaseAtRisk', { initiative, phase: 'mvp', subject: artifact('a'), causes: [] });

  it('begins when a retrain is asked for the version in production, once', () => {
    expect(types(given(...live).when(retrain(true)))).toEqual(['FactRecorded', 'PhaseAtRisk']);
    expect(types(given(...live, risk).when(retrain(true)))).toEqual(['FactRecorded']);
    expect(types(given(...live).when(record(fact('kpi.retrain-requested', { subject: artifact('b') }))))).toEqual(['FactRecorded']);
  });

  it('ends when the KPI is met again', () => {
    const asked = known(fact('kpi.retrain-requested', { subject: artifact('a') }));
    expect(types(given(...live, asked, risk).when(retrain(false, { observedAt: '2026-01-05T08:00:00.000Z' })))).toEqual(['FactRecorded', 'PhaseRiskEnded']);
  });

  it('ends when a version that brings its evidence is promoted', () => {
    const asked = known(fact('kpi.retrain-requested', { subject: artifact('a') }));
    const evidence = known(fact('model.beats', { subject: artifact('b') }));
    expect(types(given(...live, asked, risk, evidence).when(record(fact('production.subject', { subject: artifact('b') }))))).toEqual(['FactRecorded', 'CriterionSatisfied', 'PhaseRiskEnded']);
  });

  it('judges each criterion about the version in production anew when another one is promoted', () => {
    const satisfied = event<PhaseGateEvent>('CriterionSatisfied', { initiative, phase: 'mvp', policyVersion: 1,
      verdict: { criterion: 'beats', title: '', result: 'satisfied', threshold: '', fact: null, remedy: '' } });
    const evidence = fact('model.beats', { subject: artifact('b') });
    const { events } = given(...live, satisfied, known(evidence)).when(record(fact('production.subject', { subject: artifact('b') }))).decision as { events: readonly PhaseGateEvent[] };
    expect(events[1]).toMatchObject({ type: 'CriterionSatisfied', data: { verdict: { criterion: 'beats', fact: { eventId: evidence.eventId } } } });
  });

  it('begins when a version without evidence is promoted', () => {
    const result = given(...live).when(record(fact('production.subject', { subject: artifact('c') })));
    expect(types(result)).toEqual(['FactRecorded', 'CriterionBecameStale', 'PhaseAtRisk']);
  });
});

describe('the policy file', () => {
  it('is refused with every problem by path', () => {
    expect(parseGatePolicy({ version: 0, gates: { poc: [{ id: 'a', must: { equals: true, 'at-most': 1 } }] } })).toEqual({ problems: expect.arrayContaining([
      'version: an integer from 1', 'gates.poc[0].title: a text is needed', 'gates.poc[0].must: one of equals, at-least, at-most with a value', 'gates.mvp: a list of criteria',
    ]) as never });
  });
});
