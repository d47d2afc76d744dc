import { chmod, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeEmbeddedPostgres, startEmbeddedPostgres, type EmbeddedPostgres } from '@throughline/embedded-postgres';
import { feedSoak } from '../../test/feed-soak.ts';

const SECONDS = Number(process.env['SOAK_SECONDS'] ?? 5);
const SEED = Number(process.env['SOAK_SEED'] ?? Date.now() % 1_000_000);

describe('feed under fire', () => {
  let dataDir: string;
  let server: EmbeddedPostgres;
  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'throughline-feed-'));
    await chmod(dataDir, 0o755); // run by root, the server is another user
    // A log writer that sleeps leaves more for a crash to take away.
    server = await startEmbeddedPostgres({ dataDir, settings: { wal_writer_delay: '10s', wal_buffers: '16MB' } });
  });
  afterAll(async () => {
    await server.stop();
    await removeEmbeddedPostgres(dataDir);
  });

  it('loses, doubles, reorders, delays and wrongly completes nothing behind the fence, where each broken reader does', async () => {
    const report = await feedSoak(server, { seconds: SECONDS, seed: SEED });
    process.stdout.write(`feed soak: seed ${SEED}, ${SECONDS} s, ${report.transactions} transactions, ${report.events} events, ${
      [...report.disturbances].map(([what, n]) => `${what} ${n}`).join(', ')}\n${
      [...report.verdicts].map(([kind, verdict]) => `${kind}: ${JSON.stringify(verdict)}`).join('\n')}\n`);
    expect(report.verdicts.get('fence')).toEqual({ missed: 0, doubled: 0, reordered: 0, late: 0, stalled: 0 });
    expect(report.lost).toEqual([]);
    // Each broken reader must go wrong in the same run: otherwise the run proves nothing of the right one.
    const harmless = [...report.verdicts].filter(([, { missed, doubled, reordered, late }]) => missed + doubled + reordered + late === 0).map(([kind]) => kind);
    expect(harmless).toEqual(['fence']);
    expect(report.verdicts.get('xid order')!.reordered).toBeGreaterThan(0);
    expect(report.verdicts.get('hasty instant')).toEqual({ missed: 0, doubled: 0, reordered: 0, late: expect.any(Number), stalled: expect.any(Number) });
    expect(report.verdicts.get('xid order')!.stalled).toBe(report.disturbances.get('foreign transaction'));
  }, SECONDS * 1_000 + 120_000);
});
