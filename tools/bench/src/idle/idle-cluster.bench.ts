import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LocalCluster, removeLocalCluster } from '@throughline/local-cluster';
import type { Bench, Figure } from '../bench.ts';
import { cpuSeconds, memoryMb } from './process-usage.ts';

interface Usage {
  readonly processes: number;
  readonly kafka: number;
}

/** What five services and the gateway use while nobody asks anything of them, and the broker beside them. */
export const idleClusterBench: Bench = async ({ scale, say }) => {
  if (!existsSync('/proc/self/smaps_rollup')) return { figures: [], notes: ['Not measured: this system has no /proc.'] };
  const dataDir = await mkdtemp(join(tmpdir(), 'throughline-bench-'));
  say('starting six processes, a Kafka and a PostgreSQL');
  const cluster = await LocalCluster.start({ dataDir, datasetRoots: [dataDir], trainingRoots: [dataDir] });
  try {
    const pids = [...cluster.processes.values()].map(({ pid }) => pid!);
    const broker = cluster.kafka.nodes.map(({ pid }) => pid!);
    const usage = (): Usage => ({ processes: cpuSeconds(pids), kafka: cpuSeconds(broker) });
    say(`idle for ${scale.settleSeconds} s, then measured for ${scale.idleSeconds} s`);
    await sleep(scale.settleSeconds * 1_000);
    const [before, began] = [usage(), performance.now()];
    await sleep(scale.idleSeconds * 1_000);
    const seconds = (performance.now() - began) / 1_000;
    const share = (what: keyof Usage): number => (100 * (usage()[what] - before[what])) / seconds;
    const figures: Figure[] = [
      { name: `CPU, ${pids.length} processes together`, unit: '% of a core', ours: share('processes'), bare: null },
      { name: 'CPU, Kafka', unit: '% of a core', ours: share('kafka'), bare: null },
      { name: `memory, ${pids.length} processes together`, unit: 'MB', ours: memoryMb(pids), bare: null },
      { name: 'memory, Kafka', unit: 'MB', ours: memoryMb(broker), bare: null },
    ];
    return { figures, notes: ['Memory is PSS: what processes share is counted once.'] };
  } finally {
    await cluster.stop();
    await removeLocalCluster(dataDir);
    await rm(dataDir, { recursive: true, force: true });
  }
};
