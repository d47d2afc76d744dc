import { idOf, type ContextName } from '@throughline/kernel';
import { publicEvents } from './check-events.ts';
import type { Check, Evidence, StoredEvent } from './evidence.ts';

type PublicEvent = StoredEvent & { readonly published: NonNullable<StoredEvent['published']> };
type Targets = (data: Readonly<Record<string, unknown>>, evidence: Evidence) => readonly string[];

/** A policy said again, in our words: which events oblige it to which commands. Those that turn on what they read are judged by their facts instead. */
interface Obligation {
  readonly context: ContextName;
  readonly policy: string;
  readonly on: readonly string[];
  readonly targets: Targets;
}

const when = (condition: unknown, ...targets: readonly string[]): readonly string[] => (condition ? targets : []);
const windowOf = (data: Readonly<Record<string, unknown>>): { readonly monitor: string } | null => data['window'] as { monitor: string } | null;

const OBLIGATIONS: readonly Obligation[] = [
  { context: 'data-quality', policy: 'when-rows-quarantined-then-start-verification', on: ['rows-quarantined'], targets: () => ['verification'] },
  { context: 'training', policy: 'when-training-run-succeeded-then-start-scoring-run', on: ['training-run-succeeded'],
    targets: (d) => when(d['kind'] === 'train' && d['subject'] && d['evaluateOn'], 'evaluation') },
  { context: 'training', policy: 'when-window-opened-then-start-scoring-runs', on: ['window-opened'],
    targets: (d) => ['window', ...when(d['baselineFeature'] !== null && d['baselineRun'] !== null, 'window-baseline')] },
  { context: 'registry', policy: 'when-training-run-succeeded-then-register-model-version', on: ['training-run-succeeded'],
    targets: (d) => when(d['kind'] === 'train' && d['model'] && d['subject'] && d['period'], 'model-version') },
  { context: 'registry', policy: 'when-model-version-registered-then-number-model-version', on: ['model-version-registered'], targets: (d) => [String(d['model'])] },
  { context: 'registry', policy: 'when-evaluation-measured-then-record-evaluation', on: ['evaluation-measured'], targets: (d) => when(d['model'] && d['subject'], 'model-version') },
  { context: 'registry', policy: 'when-training-run-reproduced-then-record-reproduction', on: ['training-run-reproduced'],
    targets: (d) => when(d['kind'] === 'train' && d['model'] && d['subject'], 'model-version') },
  { context: 'registry', policy: 'when-training-run-differed-then-record-difference', on: ['training-run-differed'],
    targets: (d) => when(d['kind'] === 'train' && d['model'] && d['subject'], 'model-version') },
  { context: 'monitoring', policy: 'when-training-run-succeeded-then-measure', on: ['training-run-succeeded'],
    targets: (d) => {
      if (d['kind'] !== 'score' || !d['predictions']) return [];
      const window = windowOf(d);
      return window ? [window.monitor] : when(['baseline', 'evaluation', 'comparison'].includes(String(d['purpose'])), 'evaluation');
    } },
  { context: 'monitoring', policy: 'when-training-run-failed-then-record-window-scoring-failure', on: ['training-run-failed', 'training-run-cancelled'],
    targets: (d) => when(windowOf(d), windowOf(d)?.monitor ?? '') },
  { context: 'monitoring', policy: 'when-production-changed-then-activate-monitor', on: ['model-version-promoted', 'model-version-rolled-back'], targets: () => ['monitor'] },
  { context: 'requirements', policy: 'when-model-version-registered-then-link-model', on: ['model-version-registered'],
    targets: (d, { audience }) => when(d['kpi'] === audience.kpi, ...audience.initiatives) },
];

const obliged = ({ policy, on, targets }: Obligation, events: readonly PublicEvent[], evidence: Evidence): Map<string, string> => new Map(events
  .filter(({ published }) => on.includes(published.type))
  .flatMap(({ id, stream, published }) => targets(published.data, evidence).map((target) => [idOf(policy, id, target), `${published.type} ${id} of ${stream} for ${target}`])));

/** One command for each obligation, and no other. The key is made of policy, event and target, so that once in the log is once for ever. */
export const policiesActOnce: Check = (evidence) => {
  const events = publicEvents(evidence.stored);
  const byPrincipal = new Map<string, Evidence['commands'][number][]>();
  for (const command of evidence.commands) byPrincipal.set(command.principal, [...byPrincipal.get(command.principal) ?? [], command]);
  return OBLIGATIONS.flatMap((obligation) => {
    const wanted = obliged(obligation, events, evidence);
    const done = byPrincipal.get(`policy:${obligation.context}/${obligation.policy}`) ?? [];
    const keys = new Set(done.map(({ key }) => key));
    return [
      ...[...wanted].filter(([key]) => !keys.has(key)).map(([, what]) => `${obligation.policy} did nothing on ${what}`),
      ...done.filter(({ key }) => !wanted.has(key)).map(({ key }) => `${obligation.policy} issued ${key}, for which there is no event`),
    ];
  });
};

/** How many commands each policy issued. */
export const policyCommands = ({ commands }: Evidence): Readonly<Record<string, number>> => {
  const counts: Record<string, number> = {};
  for (const { principal } of commands) if (principal.startsWith('policy:')) counts[principal.slice(7)] = (counts[principal.slice(7)] ?? 0) + 1;
  return counts;
};

const factOf = (data: Readonly<Record<string, unknown>>): { key: string; eventId: string; subject: unknown } => data['fact'] as { key: string; eventId: string; subject: unknown };
const factKey = (initiative: unknown, { key, eventId, subject }: { readonly key: string; readonly eventId: string; readonly subject: unknown }): string => JSON.stringify([initiative, key, eventId, subject]);

/** Facts reach the gate of each initiative that links what they speak of, by one of two policies, and stand there once. */
export const factsStandOnce: Check = ({ stored, owedFacts }) => {
  const events = publicEvents(stored);
  const times = new Map<string, number>();
  for (const { published: { type, data } } of events) {
    if (type !== 'fact-recorded') continue;
    const fact = factKey(data['initiative'], factOf(data));
    times.set(fact, (times.get(fact) ?? 0) + 1);
  }
  const roles = events.filter(({ published }) => published.type === 'initiative-role-assigned')
    .map(({ id, stream, published: { data } }) => factKey(stream, { key: `role.${String(data['role'])}`, eventId: id, subject: null }));
  const owed = new Set([...roles, ...owedFacts.map((fact) => factKey(fact.initiative, fact))]);
  return [
    ...[...owed].filter((fact) => !times.has(fact)).map((fact) => `no gate has the fact ${fact}`),
    ...[...times].filter(([, n]) => n > 1).map(([fact, n]) => `a gate has the fact ${fact} ${n} times`),
  ];
};
