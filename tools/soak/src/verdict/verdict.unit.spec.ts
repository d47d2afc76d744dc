import { idOf } from '@throughline/kernel';
import { eventId, evidenceOf, streamId } from '../../test/evidence-of.ts';
import type { Evidence } from './evidence.ts';
import { CHECK_NAMES, verdictOn } from './verdict.ts';

const [initiative, gate, kpi, run] = [streamId('initiative', 'i'), streamId('phase-gate', 'i'), streamId('kpi', 'k'), streamId('training-run', 'r')];
const [version, model] = [streamId('model-version', 'v'), streamId('model', 'm')];
const person = (n: number) => ({ principal: 'human:ann', key: `key-${n}` });
const policy = (context: string, name: string, event: number, target: string) => ({ principal: `policy:${context}/${name}`, key: idOf(name, eventId(event), target) });
const fact = { key: 'role.approver', eventId: eventId(1), subject: null };

/** A role becomes a fact of the gate; a training run becomes a version, which gets a number and is linked. */
const kept = (): Evidence => evidenceOf([
  { context: 'requirements', streamType: 'initiative', stream: initiative, type: 'initiative-proposed', data: { name: 'x' }, ...person(0) },
  { context: 'requirements', streamType: 'initiative', stream: initiative, type: 'initiative-role-assigned', data: { role: 'approver', person: 'human:bo' }, ...person(1) },
  { context: 'requirements', streamType: 'phase-gate', stream: gate, type: 'fact-recorded', data: { initiative, fact }, ...policy('requirements', 'when-fact-observed-then-record-fact', 1, `${initiative} role.approver`) },
  { context: 'training', streamType: 'training-run', stream: run, type: 'training-run-started', data: { kpi }, ...person(3) },
  { context: 'training', streamType: 'training-run', stream: run, type: 'training-run-succeeded', data: { kind: 'train', model: 'm', subject: 's', period: {}, evaluateOn: null, purpose: 'train' }, principal: 'service:training/training-run', key: 'key-4' },
  { context: 'registry', streamType: 'model-version', stream: version, type: 'model-version-registered', data: { model, kpi }, ...policy('registry', 'when-training-run-succeeded-then-register-model-version', 4, 'model-version') },
  { context: 'registry', streamType: 'model', stream: model, type: 'model-version-numbered', data: { number: 1 }, ...policy('registry', 'when-model-version-registered-then-number-model-version', 5, model) },
  { context: 'requirements', streamType: 'initiative', stream: initiative, type: 'initiative-model-linked', data: { model, kpi }, ...policy('requirements', 'when-model-version-registered-then-link-model', 5, initiative) },
], { kpi, initiatives: [initiative] });

const without = <T>(list: readonly T[], index: number): T[] => list.filter((_, i) => i !== index);
const checksOf = (evidence: Evidence): string[] => [...new Set(verdictOn(evidence).map(({ check }) => check))];

describe('the verdict', () => {
  it('finds nothing where every promise was kept, repeats in the log included', () => {
    const evidence = kept();
    expect(verdictOn(evidence)).toEqual([]);
    expect(verdictOn({ ...evidence, log: [...evidence.log, evidence.log[1]!, evidence.log[0]!] })).toEqual([]);
  });

  const broken: readonly (readonly [what: string, checks: readonly string[], breaks: (e: Evidence) => Partial<Evidence>])[] = [
    ['an acknowledged event is lost everywhere', ['acknowledged is stored', 'commands are done once'], (e) => ({
      stored: without(e.stored, 3 + 4), log: without(e.log, 7), journal: without(e.journal, 7), progress: e.progress.map((p) => (p.stream === initiative ? { ...p, version: 2, id: eventId(1) } : p)),
      acknowledged: [...e.acknowledged, { ...e.acknowledged[0]!, key: 'key-9', stream: initiative, version: 3 }],
    })],
    ['a command was acknowledged as another than its owner says', ['acknowledged is stored'], (e) => ({ acknowledged: e.acknowledged.map((a) => (a.key === 'key-1' ? { ...a, version: 1 } : a)) })],
    ['a message is missing in the log', ['stored is published', 'the log keeps order'], (e) => ({ log: without(e.log, 0) })],
    ['the last message of a stream is missing', ['stored is published'], (e) => ({ log: without(e.log, 6) })],
    ['the log has what no owner stores', ['stored is published'], (e) => ({ log: e.log.map((r, i) => (i === 6 ? { ...r, value: '{"number":2}' } : r)) })],
    ['two messages of a stream changed places', ['the log keeps order'], (e) => ({ log: [e.log[1]!, e.log[0]!, ...e.log.slice(2)] })],
    ['a stream is in two partitions', ['the log keeps order'], (e) => ({ log: e.log.map((r, i) => (i === 1 ? { ...r, partition: 1 } : r)) })],
    ['the journal lacks a row', ['stored is journaled'], (e) => ({ journal: without(e.journal, 2) })],
    ['a row of the journal was changed', ['stored is journaled'], (e) => ({ journal: e.journal.map((j, i) => (i === 2 ? { ...j, digest: 'sha256:0' } : j)) })],
    ['the journal has an event twice', ['stored is journaled'], (e) => ({ journal: [...e.journal, e.journal[0]!] })],
    ['a consumer stands before the end of a stream', ['projected to the end'], (e) => ({ progress: e.progress.map((p) => (p.stream === run ? { ...p, version: 1, id: eventId(3) } : p)) })],
    ['a consumer ends at another event of the same version', ['projected to the end'], (e) => ({ progress: e.progress.map((p) => (p.stream === run ? { ...p, id: eventId(99) } : p)) })],
    ['a consumer never saw a stream', ['projected to the end'], (e) => ({ progress: e.progress.filter((p) => p.stream !== gate) })],
    ['nobody reads a topic', ['projected to the end'], (e) => ({ subscriptions: without(e.subscriptions, 0) })],
    ['an event is parked', ['nothing parked'], () => ({ parked: [{ owner: 'gateway', consumer: 'gateway', projection: 'run', stream: run, version: 2, error: 'no' }] })],
    ['the store has a gap', ['stored without gaps', 'projected to the end', 'stored is published', 'stored is journaled'], (e) => ({ stored: e.stored.map((s, i) => (i === 4 ? { ...s, version: 3, published: { ...s.published!, version: 3 } } : s)) })],
    ['a command was done twice', ['commands are done once'], (e) => ({ stored: e.stored.map((s, i) => (i === 7 ? { ...s, commandId: e.stored[0]!.commandId } : s)) })],
    ['an event has no command', ['commands are done once', 'acknowledged is stored'], (e) => ({ commands: without(e.commands, 3) })],
    ['a command was left unsettled', ['commands are done once', 'acknowledged is stored'], (e) => ({ commands: e.commands.map((c, i) => (i === 1 ? { ...c, outcome: null } : c)) })],
    ['a policy did nothing', ['policies act once'], (e) => ({ commands: [...without(e.commands, 6), { ...e.commands[6]!, principal: 'human:ann' }], stored: e.stored.map((s, i) => (i === 6 ? { ...s, commandId: idOf('soak', 'human:ann', e.commands[6]!.key) } : s)) })],
    ['a policy acted without an event', ['policies act once'], (e) => ({ commands: [...e.commands, { ...e.commands[6]!, key: idOf('other'), outcome: { status: 'refused', code: 'X', detail: {} } as never }] })],
    ['a gate lacks a fact', ['facts stand once'], (e) => ({ owedFacts: [...e.owedFacts, { initiative, key: 'contract.met', eventId: eventId(5), subject: null }] })],
    ['a gate has a fact twice', ['facts stand once', 'stored is published', 'stored is journaled'], (e) => ({ stored: e.stored.map((s, i) => (i === 7 ? { ...s, published: { ...s.published!, type: 'fact-recorded', data: { initiative, fact }, digest: 'sha256:1' } } : s)) })],
    ['a run ended twice', ['runs end once'], (e) => ({ stored: e.stored.map((s, i) => (i === 3 ? { ...s, published: { ...s.published!, type: 'training-run-failed', data: {} } } : s)) })],
    ['a run never ended', ['runs end once', 'policies act once'], (e) => ({ stored: e.stored.map((s, i) => (i === 4 ? { ...s, published: { ...s.published!, type: 'training-run-attempt-started' } } : s)) })],
    ['a number was left out', ['runs end once'], (e) => ({ stored: e.stored.map((s, i) => (i === 6 ? { ...s, published: { ...s.published!, data: { number: 2 } } } : s)) })],
    ['a read model folded anew is another', ['live is rebuilt'], () => ({ rebuilds: [{ name: 'initiative', live: 'sha256:a', rebuilt: 'sha256:b' }] })],
    ['no read model was folded anew', ['live is rebuilt'], () => ({ rebuilds: [] })],
  ];

  it.each(broken)('finds it where %s', (_, checks, breaks) => {
    const evidence = kept();
    expect(checksOf({ ...evidence, ...breaks(evidence) }).sort()).toEqual([...checks].sort());
  });

  it('has a seeded fault for each of its checks', () => {
    expect([...new Set(broken.flatMap(([, checks]) => checks))].sort()).toEqual([...CHECK_NAMES].sort());
  });
});
