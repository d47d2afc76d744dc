import { idOf } from '@throughline/kernel';
import { publicEvents } from './check-events.ts';
import type { Check, StoredEvent } from './evidence.ts';

/** A command is one append: its events lie together on one stream, and its owner's log knows it as accepted. */
export const commandsAreDoneOnce: Check = ({ stored, commands }) => {
  const accepted = new Map(commands.filter(({ outcome }) => outcome?.status === 'accepted').map((c) => [idOf(c.workspace, c.principal, c.key), c]));
  const byCommand = new Map<string, StoredEvent[]>();
  for (const event of stored) byCommand.set(event.commandId, [...byCommand.get(event.commandId) ?? [], event]);
  const wrong = [...byCommand].flatMap(([id, events]) => {
    const [first] = events;
    const versions = events.map(({ version }) => version).sort((a, b) => a - b);
    if (events.some(({ stream }) => stream !== first!.stream)) return [`command ${id} wrote to ${[...new Set(events.map(({ stream }) => stream))].join(', ')}`];
    if (versions.at(-1)! - versions[0]! !== events.length - 1) return [`command ${id} wrote to ${first!.stream} more than once: versions ${versions.join(', ')}`];
    return accepted.has(id) ? [] : [`events of command ${id} on ${first!.stream} are stored, but no command log has it as accepted`];
  });
  const heads = new Map<string, number>();
  for (const { stream, published } of publicEvents(stored)) heads.set(stream, Math.max(published.version, heads.get(stream) ?? 0));
  const unsettled = commands.filter(({ outcome }) => outcome === null).map(({ principal, key }) => `the command ${key} of ${principal} was never settled`);
  const without = [...accepted.values()].flatMap(({ principal, key, outcome }) =>
    (outcome?.status === 'accepted' && outcome.version > (heads.get(outcome.stream) ?? 0) ? [`the command ${key} of ${principal} was accepted as ${outcome.stream} v${outcome.version}, which is not stored`] : []));
  return [...wrong, ...unsettled, ...without];
};

const ENDS: readonly string[] = ['training-run-succeeded', 'training-run-failed', 'training-run-cancelled'];

/** Whatever happened to its attempts, a run ends once, and what it made is registered and numbered once. */
export const runsEndOnce: Check = ({ stored }) => {
  const events = publicEvents(stored);
  const runs = new Map<string, string[]>();
  for (const { streamType, stream, published: { type } } of events) {
    if (streamType !== 'training-run') continue;
    const ends = runs.get(stream) ?? [];
    runs.set(stream, ends);
    if (ENDS.includes(type)) ends.push(type);
  }
  const numbers = new Map<string, number[]>();
  const registered = new Map<string, number>();
  for (const { stream, published: { type, data } } of events) {
    if (type === 'model-version-registered') registered.set(stream, (registered.get(stream) ?? 0) + 1);
    if (type === 'model-version-numbered') numbers.set(stream, [...numbers.get(stream) ?? [], Number(data['number'])]);
  }
  return [
    ...[...runs].filter(([, ends]) => ends.length !== 1).map(([run, ends]) => `${run} ended ${ends.length} times (${ends.join(', ')})`),
    ...[...registered].filter(([, n]) => n > 1).map(([version, n]) => `${version} was registered ${n} times`),
    ...[...numbers].filter(([, given]) => given.some((n, i) => n !== i + 1)).map(([model, given]) => `${model} gave the numbers ${given.join(', ')}`),
  ];
};
