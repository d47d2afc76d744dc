import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { canonicalJson, digestOf, type CommandContract, type EventContract } from '@throughline/kernel';
import { describeProblems, validate } from '@throughline/commands';
import { openForReaders } from '@throughline/projections';
import type { Check } from './check.ts';
import { incompatibilities } from './compatibility.ts';
import { publicCommands, publicEvents } from './public-contracts.ts';

const LOCK = 'contracts.lock.json';
const keyOf = (e: EventContract): string => `${e.context}/${e.type}.v${e.version}`;
const goldenOf = (e: EventContract): string => join('libs', e.context, 'contracts', 'golden', `${e.type}.v${e.version}.json`);
const textOf = (path: string): Promise<string | null> => readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
  if (error.code === 'ENOENT') return null;
  throw error;
});

type Lock = Readonly<Record<string, string>>;
const readLock = async (root: string): Promise<Lock> => JSON.parse(await textOf(join(root, LOCK)) ?? '{}') as Lock;

/** Problems of the contracts by themselves: examples, unique names, versions that others can live with. */
export const contractProblems = (events: readonly EventContract[], commands: readonly CommandContract[]): string[] => {
  const problems: string[] = [];
  const owners = new Map<string, string>();
  for (const event of events) {
    const wrong = validate(event.schema, event.example);
    if (wrong.length) problems.push(`${keyOf(event)}: its example does not keep its schema: ${describeProblems(wrong)}`);
    const owner = `${event.context}/${event.aggregate}`;
    if ((owners.get(event.type) ?? owner) !== owner) problems.push(`${keyOf(event)}: ${event.type} is also an event of ${owners.get(event.type)}; names are unique over all contexts`);
    owners.set(event.type, owner);
    const before = events.find((e) => e.context === event.context && e.type === event.type && e.version === event.version - 1);
    if (event.version > 1 && !before) problems.push(`${keyOf(event)}: version ${event.version - 1} is gone; a published version stays`);
    if (before) problems.push(...incompatibilities(before, event).map((p) => `${keyOf(event)}: ${p}`));
  }
  for (const command of commands) {
    const wrong = validate(command.schema, command.example);
    if (wrong.length) problems.push(`${command.context}/${command.name}: its example does not keep its schema: ${describeProblems(wrong)}`);
  }
  return problems;
};

/** Published schemas never change, and every version has a stored example that today's readers still read. */
export const contractLockCheck: Check = {
  name: 'contracts: schemas locked, golden examples read',
  async run(root) {
    const lock = await readLock(root);
    const problems = contractProblems(publicEvents, publicCommands);
    for (const event of publicEvents) {
      const locked = lock[keyOf(event)];
      if (!locked) problems.push(`${keyOf(event)} is not locked: run npm run check -- --write`);
      else if (locked !== digestOf(event.schema)) problems.push(`${keyOf(event)}: its published schema has changed; put the change into a version ${event.version + 1} beside it`);
      const golden = await textOf(join(root, goldenOf(event)));
      if (golden === null) problems.push(`${goldenOf(event)} is missing: run npm run check -- --write`);
      else {
        const wrong = validate(openForReaders(event.schema), JSON.parse(golden));
        if (wrong.length) problems.push(`${goldenOf(event)} can no longer be read: ${describeProblems(wrong)}`);
        if (golden.trimEnd() !== canonicalJson(JSON.parse(golden))) problems.push(`${goldenOf(event)} is not as it would be stored`);
      }
    }
    const known = new Set(publicEvents.map(keyOf));
    problems.push(...Object.keys(lock).filter((key) => !known.has(key)).map((key) => `${key} is locked and gone: a published event stays`));
    return problems;
  },
};

/** Locks contracts that are new and stores their examples; what is locked already stays as it is. */
export const lockContracts = async (root: string): Promise<void> => {
  const lock: Record<string, string> = { ...await readLock(root) };
  for (const event of publicEvents) {
    lock[keyOf(event)] ??= digestOf(event.schema);
    const path = join(root, goldenOf(event));
    await mkdir(dirname(path), { recursive: true });
    if (!(await readdir(dirname(path))).includes(`${event.type}.v${event.version}.json`)) await writeFile(path, `${canonicalJson(event.example)}\n`);
  }
  const sorted = Object.fromEntries(Object.entries(lock).sort(([a], [b]) => (a < b ? -1 : 1)));
  await writeFile(join(root, LOCK), `${JSON.stringify(sorted, null, 2)}\n`);
};
