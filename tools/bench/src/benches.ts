import type { Bench } from './bench.ts';
import { backlogBench } from './backlog/backlog.bench.ts';
import { appendBench } from './append/append.bench.ts';
import { idleClusterBench } from './idle/idle-cluster.bench.ts';
import { idleBench } from './idle/idle.bench.ts';
import { kafkaLatencyBench, latencyBench } from './latency.bench.ts';
import { rebuildBench } from './rebuild.bench.ts';
import { threadQueryBench } from './thread-query.bench.ts';
import { verificationBench } from './verification/verification.bench.ts';

/** All benches by name, in the order in which they run. */
export const benches: Readonly<Record<string, Bench>> = {
  append: appendBench,
  latency: latencyBench,
  'kafka-latency': kafkaLatencyBench,
  backlog: backlogBench,
  rebuild: rebuildBench,
  'thread-query': threadQueryBench,
  verification: verificationBench,
  idle: idleBench,
  'idle-cluster': idleClusterBench,
};
