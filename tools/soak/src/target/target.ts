import type { ContextName } from '@throughline/kernel';
import type { StoredRecord } from '@throughline/transport';

export type SchemaOwner = ContextName | 'gateway';

/** A process of what is soaked. */
export interface SoakProcess {
  readonly name: string;
  /** Whose work it does. */
  readonly owners: readonly SchemaOwner[];
  /** Base URL of its `/metrics`. */
  readonly url: string;
  /** Undefined while it does not run. */
  pid(): number | undefined;
  /** Starts it and waits until it is ready. @throws when it ends before */
  start(): Promise<void>;
  /** Sends a signal and waits for the end. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void;
  /** Its ways to the others, where something of ours stands between; by what lies at their end. */
  readonly links: { readonly database?: Link; readonly broker?: Link };
}

/** A way that can be cut. */
export interface Link {
  /** Breaks all connections and refuses new ones until `mend`. */
  cut(): void;
  /** Keeps all connections and carries nothing until `mend`. */
  stall(): void;
  mend(): void;
  /** Local TCP ports of its own connections to the far end: how the far end knows who is speaking. */
  ports(): ReadonlySet<number>;
}

/** A Kafka node. */
export interface SoakBroker {
  readonly name: string;
  kill(): Promise<void>;
  /** Starts it again and waits until it is ready. */
  start(): Promise<void>;
}

/** What is soaked: all contexts and a gateway, in one process or in many, over one log or the other. */
export interface SoakTarget {
  readonly kind: 'postgres' | 'kafka';
  readonly processes: readonly SoakProcess[];
  readonly brokers: readonly SoakBroker[];
  /** Base URL that answers `/graphql`. */
  readonly gateway: string;
  /** Folder with the key of the built-in issuer. */
  readonly dataDir: string;
  /** Superuser's URL, straight to the server; all schemas are in this database. @throws while no server runs */
  databaseUrl(): Promise<string>;
  /** Every message of these topics, each partition in its order. */
  readLog(topics: readonly string[]): Promise<readonly StoredRecord[]>;
  /** Stops everything. */
  stop(): Promise<void>;
  /** Removes what it kept, after `stop`. */
  remove(): Promise<void>;
}

/** Where the workload's files lie. */
export interface Roots {
  readonly datasets: string;
  readonly training: string;
}
