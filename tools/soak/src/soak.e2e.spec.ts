import { rm } from 'node:fs/promises';
import { buildAll } from '@throughline/testing';
import { textOf } from './report.ts';
import { soak, type SoakOptions } from './soak.ts';

/** `SOAK_SEED=n` repeats which faults come in which order. */
const seed = Number(process.env['SOAK_SEED'] ?? Date.now() % 1_000_000);

describe('everything fails while clients keep sending', () => {
  const soaked = async (options: Pick<SoakOptions, 'kafka' | 'minutes' | 'kills'>) => {
    const said: string[] = [];
    const report = await soak({ ...options, nodes: 1, seed, say: (line) => said.push(line) }).catch((error: unknown) => { throw new Error(`seed ${seed}:\n${said.slice(-40).join('\n')}`, { cause: error }); });
    console.log(textOf(report));
    return { report, neverHit: Object.entries(report.faults).filter(([, { struck }]) => struck === 0).map(([kind]) => kind) };
  };

  beforeAll(() => buildAll(), 180_000);

  it.each([
    ['one process per context over Kafka', { kafka: true, minutes: 8, kills: 20 }],
    ['the plane in one process over the Postgres log', { kafka: false, minutes: 8, kills: 6 }],
  ])('%s: loses, doubles and reorders nothing', async (_, options) => {
    const { report, neverHit } = await soaked(options);
    expect(report.violations).toEqual([]);
    expect(neverHit).toEqual([]);
    expect(report.kills).toBeGreaterThanOrEqual(options.kills);
    expect(report.acknowledged).toBeGreaterThan(options.kills);
    await rm(report.ledger);
  }, 900_000);
});
