import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { topicOf } from '@throughline/kernel';
import { conductFaults } from './faults/conductor.ts';
import { Locks } from './faults/locks.ts';
import { Keeper } from './keeper.ts';
import { Ledger } from './ledger.ts';
import { randomFrom } from './random.ts';
import type { SoakReport } from './report.ts';
import { Scraper } from './scraper.ts';
import { adminToken, rebuildReadModels } from './target/ask-admin.ts';
import { startClusterTarget } from './target/cluster-target.ts';
import { startPlaneTarget } from './target/plane-target.ts';
import type { SoakTarget } from './target/target.ts';
import { publicEvents, repeatsIn } from './verdict/check-events.ts';
import type { Evidence, Violation } from './verdict/evidence.ts';
import { gatherFromDatabase } from './verdict/gather.ts';
import { policyCommands } from './verdict/policy-effects.ts';
import { untilQuiet } from './verdict/quiet.ts';
import { CHECK_NAMES, verdictOn } from './verdict/verdict.ts';
import { type Material, writeMaterial } from './workload/material.ts';
import { type Correspondence, Sender } from './workload/sender.ts';
import { prepareStage, type Stage } from './workload/stage.ts';
import { runWorkload } from './workload/workload.ts';

export interface SoakOptions {
  readonly minutes: number;
  /** Ends earlier, after so many SIGKILLs and a hit of every kind. */
  readonly kills: number;
  readonly seed: number;
  readonly kafka: boolean;
  readonly nodes: 1 | 3;
  readonly say: (line: string) => void;
  /** Aborted, the faults end at once, and the verdict is on what happened till then. */
  readonly signal?: AbortSignal;
}

const QUIET_WITHIN_MS = 180_000;
const FINISH_WITHIN_MS = 120_000;
const RUN_ENDS = /^training-run-(succeeded|failed|cancelled)$/;

const countBy = (names: Iterable<string>): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
};

const openTarget = ({ kafka, nodes, say }: SoakOptions, { folder }: Material): Promise<SoakTarget> => {
  const roots = { datasets: folder, training: folder };
  // A second process of the context in which the most happens: without one nobody takes over from a stopped leader.
  return kafka ? startClusterTarget({ ...roots, nodes, replicas: { requirements: 2 }, log: (line) => { if (!/^(kafka|postgres): /.test(line)) say(line); } }) : startPlaneTarget(roots);
};

interface Show {
  readonly target: SoakTarget;
  readonly shared: Omit<Correspondence, 'ending' | 'giveUp'>;
  readonly stage: Stage;
  readonly material: Material;
  readonly locks: Locks;
  readonly keeper: Keeper;
}

/** Load and faults together; the load brings to its end what it began. */
const soakUnderFaults = async ({ seed, minutes, kills, say, signal }: SoakOptions, { target, shared, stage, material, locks, keeper }: Show) => {
  const random = randomFrom(seed);
  const [ending, giveUp] = [new AbortController(), new AbortController()];
  const load = runWorkload({ ...shared, ending: ending.signal, giveUp: giveUp.signal }, stage, material, random.branch('load'));
  const began = Date.now();
  try {
    const { tally, kills: killed } = await conductFaults(
      { target, random: random.branch('faults'), locks, marks: material.marks, say, connect: () => connectTo(target), restart: (process) => keeper.restart(process) },
      { deadline: began + minutes * 60_000, kills, signal });
    return { tally, killed, seconds: (Date.now() - began) / 1_000 };
  } finally {
    ending.abort();
    const patience = setTimeout(() => giveUp.abort(), FINISH_WITHIN_MS);
    await load.finally(() => clearTimeout(patience));
    if (giveUp.signal.aborted) shared.surprises.push(`commands were still not answered ${FINISH_WITHIN_MS / 1_000} s after the last fault`);
  }
};

const connectTo = async (target: SoakTarget): Promise<Client> => {
  const client = new Client({ connectionString: await target.databaseUrl(), connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined); // a query in hand rejects as well
  await client.connect();
  return client;
};

const gather = async (target: SoakTarget, ledger: Ledger, stage: Stage): Promise<Evidence> => {
  const client = await connectTo(target);
  const part = await gatherFromDatabase(client).finally(() => client.end());
  const topics = [...new Set(publicEvents(part.stored).map(({ context, streamType }) => topicOf({ context, aggregate: streamType })))];
  return {
    ...part, acknowledged: ledger.entries, log: await target.readLog(topics), rebuilds: await rebuildReadModels(target),
    audience: { kpi: stage.kpi.stream, initiatives: stage.initiatives.map(({ stream }) => stream) },
  };
};

/** Starts a target, loads it, breaks it in every way, lets it come to rest, and judges. */
export const soak = async (options: SoakOptions): Promise<SoakReport> => {
  const { seed, say } = options;
  const folder = await mkdtemp(join(tmpdir(), 'throughline-soak-load-'));
  const material = await writeMaterial(folder);
  say(`seed ${seed}; starting ${options.kafka ? 'one process per context over Kafka' : 'the plane'}`);
  const target = await openTarget(options, material).catch(async (error: unknown) => {
    await rm(folder, { recursive: true, force: true });
    throw error;
  });
  const locks = new Locks();
  const keeper = new Keeper(locks, say);
  let sound = false;
  try {
    const ledger = new Ledger(join(tmpdir(), `throughline-soak-${seed}-${Date.now()}.jsonl`));
    const shared = { gateway: target.gateway, dataDir: target.dataDir, ledger, unanswered: new Map<string, number>(), surprises: [] as string[] };
    const never = new AbortController().signal;
    const stage = await prepareStage(new Sender({ ...shared, ending: never, giveUp: never }), material);
    say(`ready; what is acknowledged is kept in ${ledger.file}`);
    const scraper = new Scraper(target, await adminToken(target));
    scraper.start();
    keeper.start(target.processes);
    const { tally, killed, seconds } = await soakUnderFaults(options, { target, shared, stage, material, locks, keeper }).finally(() => scraper.stop());
    say(`${killed} kills, ${ledger.entries.length} commands acknowledged; waiting until nothing is left to do`);
    const left = await untilQuiet(() => connectTo(target), QUIET_WITHIN_MS, say);
    const evidence = await gather(target, ledger, stage);
    keeper.stop();
    const events = publicEvents(evidence.stored);
    const violations: readonly Violation[] = [
      ...left.map((what) => ({ check: 'comes to rest', what })), ...shared.surprises.map((what) => ({ check: 'answers', what })), ...verdictOn(evidence),
    ];
    sound = violations.length === 0;
    const counted = (what: string): number => scraper.totals.get(what) ?? 0;
    return {
      target: target.kind, brokers: target.brokers.length, processes: target.processes.length, seed, seconds, kills: killed, faults: tally, endedByThemselves: Object.fromEntries(keeper.endedByItself),
      acknowledged: ledger.entries.length, commands: countBy(ledger.entries.map(({ command }) => command)), events: events.length, repeatedMessages: repeatsIn(evidence.log),
      consumers: { duplicates: counted('duplicate'), gaps: counted('gap'), repaired: counted('repaired'), ownershipLost: counted('ownership_lost') },
      policies: policyCommands(evidence), trainingRuns: countBy(events.flatMap(({ published: { type } }) => RUN_ENDS.exec(type)?.[1] ?? [])),
      unanswered: Object.fromEntries(shared.unanswered), checks: ['comes to rest', 'answers', ...CHECK_NAMES], violations, ledger: ledger.file,
    };
  } finally {
    keeper.leave();
    await target.stop();
    // Whoever looks for the cause needs the stores and logs.
    if (sound) {
      await target.remove();
      await rm(folder, { recursive: true, force: true });
    } else {
      say(`stores and logs are kept in ${target.dataDir}`);
    }
  }
};

