import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from 'pg';
import { CONTEXTS, schemaOf } from '@throughline/kernel';
import { projectedToTheEnd } from './check-events.ts';
import type { Evidence } from './evidence.ts';
import { readProgress, readStored } from './gather.ts';

const LOOK_MS = 1_000;

const unfinished = async (client: Client): Promise<{ readonly left: readonly string[]; readonly events: number }> => {
  const left: string[] = [];
  for (const context of CONTEXTS) {
    const { rows } = await client.query<{ kind: string; n: string }>(`select kind, count(*) as n from ${schemaOf(context)}.work group by kind`);
    left.push(...rows.map(({ kind, n }) => `${n} × work of ${kind}`));
  }
  const stored = await readStored(client);
  const behind = projectedToTheEnd({ stored, ...await readProgress(client) } as unknown as Evidence);
  if (behind.length > 0) left.push(`${behind.length} streams behind, for example ${behind[0]}`);
  return { left, events: stored.length };
};

/** Waits until no work is left, every consumer has read to the end, and a second look finds nothing new. @returns what was left at the deadline */
export const untilQuiet = async (connect: () => Promise<Client>, withinMs: number, say: (line: string) => void): Promise<readonly string[]> => {
  const client = await connect();
  try {
    let before = -1;
    for (const deadline = Date.now() + withinMs; ; await pause(LOOK_MS)) {
      const { left, events } = await unfinished(client);
      if (left.length === 0 && events === before) return [];
      before = left.length === 0 ? events : -1;
      if (Date.now() > deadline) return left.length > 0 ? left : ['events kept coming'];
      if (left.length > 0) say(`quieting down: ${left.join('; ')}`);
    }
  } finally {
    await client.end();
  }
};
