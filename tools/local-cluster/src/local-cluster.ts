import { realpath } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { provision } from '@throughline/context';
import { checkDataFormat, type FileLock, freePort, lockDataDir, readOrCreateSecret, startEmbeddedPostgres } from '@throughline/embedded-postgres';
import { type KafkaCluster, type KafkaOptions, startKafka } from '@throughline/kafka-broker';
import { CONTEXTS, type ContextName } from '@throughline/kernel';
import { applyTopics } from './apply-topics.ts';
import { ClusterPostgres } from './cluster-postgres.ts';
import { ClusterProcess } from './cluster-process.ts';
import { endOrphans } from './orphans.ts';
import { type Environment, environmentOf, inherited, processName, SERVICES, type ServiceName } from './process-environment.ts';
import { openProcessFolder } from './process-folder.ts';
import { allDone, Undoing } from './undoing.ts';

/** What to start. */
export interface LocalClusterOptions {
  /** One cluster a folder; created when absent. */
  readonly dataDir: string;
  /** Broker nodes, topics replicated over all of them; 1. */
  readonly kafkaNodes?: 1 | 3;
  /** More ways into each broker node, counted from 1. */
  readonly kafkaListeners?: KafkaOptions['listeners'];
  /** Processes of each kind; 1. The second of the requirements context is called `requirements-2`. */
  readonly replicas?: Partial<Record<ServiceName, number>>;
  /** Port of the first gateway; a free one. */
  readonly port?: number;
  /** Variables for every process, beside what the cluster sets itself. */
  readonly env?: Environment;
  /** Variables of one process that win over all others, for example to send its database connection through a proxy. */
  readonly route?: (process: string, env: Environment) => Environment | Promise<Environment>;
  readonly datasetRoots: readonly string[];
  readonly trainingRoots: readonly string[];
  /** Words of the launcher, the database server and the broker. */
  readonly log?: (line: string) => void;
  /** Aborted, the start ends what it has begun and rejects. */
  readonly signal?: AbortSignal;
}

const root = resolve(import.meta.dirname, '../../..');

/** One process per context and a gateway on this machine, with a database server, a real broker and a folder of their own. */
export class LocalCluster {
  readonly dataDir: string;
  /** Of the first gateway. */
  readonly url: string;
  readonly processes: ReadonlyMap<string, ClusterProcess>;
  readonly postgres: ClusterPostgres;
  readonly kafka: KafkaCluster;
  private readonly undoing: Undoing;
  private stopped: Promise<void> | undefined;

  private constructor(parts: Pick<LocalCluster, 'dataDir' | 'url' | 'processes' | 'postgres' | 'kafka'>, undoing: Undoing) {
    this.dataDir = parts.dataDir;
    this.url = parts.url;
    this.processes = parts.processes;
    this.postgres = parts.postgres;
    this.kafka = parts.kafka;
    this.undoing = undoing;
  }

  /**
   * Starts everything and waits until all processes are ready. What a killed launcher left behind on this folder is ended first.
   *
   * @throws DataDirError when another cluster runs on the folder or it holds something else; nothing is left running.
   */
  static async start(options: LocalClusterOptions): Promise<LocalCluster> {
    const undoing = new Undoing();
    try {
      const lock: FileLock = await lockDataDir(options.dataDir);
      undoing.add(() => lock.release());
      return await startLocked(options, undoing, (parts) => new LocalCluster(parts, undoing));
    } catch (error) {
      return await undoing.because(error, options.log ?? ((line) => process.emitWarning(line)));
    }
  }

  /** A process by its name. @throws Error naming those that there are */
  process(name: string): ClusterProcess {
    const found = this.processes.get(name);
    if (!found) throw new Error(`no process is called ${name}; there are ${[...this.processes.keys()].join(', ')}`);
    return found;
  }

  /** Peak resident memory of each process by name, in bytes; null where the system does not say. */
  peakMemory(): Readonly<Record<string, number | null>> {
    return Object.fromEntries([...this.processes].map(([name, process]) => [name, process.peakMemory()]));
  }

  /** Stops the gateway, then the contexts, then broker and database. Idempotent. */
  stop(): Promise<void> {
    return this.stopped ??= this.undoing.run();
  }
}

const startLocked = async <T>(
  options: LocalClusterOptions, undoing: Undoing, made: (parts: Pick<LocalCluster, 'dataDir' | 'url' | 'processes' | 'postgres' | 'kafka'>) => T,
): Promise<T> => {
  const { kafkaNodes = 1, kafkaListeners, replicas = {}, log = () => undefined, signal } = options;
  const dataDir = await realpath(options.dataDir);
  await checkDataFormat(dataDir);
  const folder = await openProcessFolder(dataDir);
  await endOrphans(folder, log);

  const [server, kafka] = await both(
    startEmbeddedPostgres({ dataDir, log: (line) => log(`postgres: ${line}`) }), (started) => undoing.add(() => started.stop()),
    startKafka({ dataDir: join(dataDir, 'kafka'), nodes: kafkaNodes, log: (line) => log(`kafka: ${line}`), ...(kafkaListeners && { listeners: kafkaListeners }) }), (started) => undoing.add(() => started.stop()),
  );
  signal?.throwIfAborted();
  const [schemas] = await Promise.all([
    provision({ adminUrl: server.url, passwordOf: (role) => readOrCreateSecret(dataDir, `role-${role.replaceAll('_', '-')}`) }),
    applyTopics(join(root, 'tools/cli/dist/main.js'), kafka.brokers, inherited(process.env), signal),
  ]);

  const wanted = SERVICES.flatMap((service) => Array.from({ length: replicas[service] ?? 1 }, (_, replica) => ({ service, name: processName(service, replica) })));
  const ports = new Map<string, number>();
  for (const { name } of wanted) ports.set(name, name === 'gateway' && options.port ? options.port : await freePort());
  const urls = Object.fromEntries(CONTEXTS.map((context) => [context,
    wanted.filter(({ service }) => service === context).map(({ name }) => `http://127.0.0.1:${ports.get(name)}`)])) as Record<ContextName, string[]>;
  const processes = new Map<string, ClusterProcess>();
  for (const { service, name } of wanted) {
    const port = ports.get(name)!;
    const env = { ...inherited(process.env), ...options.env, ...environmentOf(service, port, { ...options, dataDir, schemas, brokers: kafka.brokers, urls }) };
    processes.set(name, new ClusterProcess({
      name, folder, port, log, program: join(root, 'apps', service, 'dist/main.js'), env: { ...env, ...await options.route?.(name, env) },
    }));
  }

  // A process that outlives its launcher by a crash of ours would surprise the next start.
  const stopAll = (): void => processes.forEach((child) => child.signalStop());
  process.once('exit', stopAll);
  const isGateway = ([name]: readonly [string, ClusterProcess]): boolean => name.startsWith('gateway');
  undoing.add(async () => {
    for (const part of [[...processes].filter(isGateway), [...processes].filter((entry) => !isGateway(entry))]) await Promise.all(part.map(([, child]) => child.stop()));
    process.off('exit', stopAll);
  });
  await allDone([...processes.values()].map((child) => child.launch()));
  await Promise.all([...processes.values()].map((child) => child.whenReady(signal)));
  return made({ dataDir, url: processes.get('gateway')!.url, processes, postgres: new ClusterPostgres(server), kafka });
};

/** Waits for two starts; when one fails, the other one is still noted, so that it can be undone. */
const both = async <A, B>(first: Promise<A>, noteFirst: (a: A) => void, second: Promise<B>, noteSecond: (b: B) => void): Promise<[A, B]> => {
  const [a, b] = await Promise.allSettled([first.then((made) => { noteFirst(made); return made; }), second.then((made) => { noteSecond(made); return made; })]);
  if (a.status === 'rejected') throw a.reason;
  if (b.status === 'rejected') throw b.reason;
  return [a.value, b.value];
};
