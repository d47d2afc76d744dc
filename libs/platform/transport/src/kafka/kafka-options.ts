import type { ConsumerConfig, Kafka, KafkaConfig, RetryOptions } from 'kafkajs';
import type { LogMetrics, ReportFailure } from '../log-metrics.ts';
import { kafkajs, socketFactory } from './kafkajs.ts';

/** Times of a group's members, in milliseconds. */
export interface KafkaTuning {
  /** Without a sign of life for this long a member loses its partitions. The broker's `group.min.session.timeout.ms` is the least. */
  readonly sessionTimeoutMs: number;
  readonly heartbeatMs: number;
  /** How long a broker holds an empty answer back: the cost of idling, and the time that stopping or seeking may take. New messages are answered at once. */
  readonly maxWaitMs: number;
  /** Messages wait and nothing is committed for this long: the client is built anew; the second time, {@link KafkaLogOptions.onStuck}. */
  readonly stuckMs: number;
  /** How often the ends of all partitions are looked at: for lag, for reachability, for what stands still. */
  readonly lookMs: number;
}

/** Where the log is, and whom to tell. */
export interface KafkaLogOptions {
  /** `host:port`, as many as are known. */
  readonly brokers: readonly string[];
  /** Names this process in the broker's logs and quotas. */
  readonly clientId: string;
  readonly metrics?: LogMetrics;
  readonly report: ReportFailure;
  /** A consumer stands still although its client was built anew: end the process, so that it is started again. */
  readonly onStuck?: (error: Error) => void;
  readonly tuning?: Partial<KafkaTuning>;
}

/** What holds where {@link KafkaLogOptions.tuning} says nothing else. */
export const DEFAULT_TUNING: KafkaTuning = { sessionTimeoutMs: 10_000, heartbeatMs: 2_000, maxWaitMs: 1_000, stuckMs: 60_000, lookMs: 5_000 };

/** Bytes of a fetch: of one partition, and in all. Decoding one holds the process up for some 25 ms a MiB. */
const FETCH = { partition: 512 * 1024, all: 2 * 1024 * 1024 };

const retry = (retries: number): RetryOptions => ({ initialRetryTime: 100, maxRetryTime: 1_000, factor: 0.2, multiplier: 2, retries });

/** Few tries, for who repeats by itself. */
export const BRIEFLY = retry(3);
/** Rides out a broker's restart: who comes back as the same member need not wait until its group has given the former one up. */
export const PATIENTLY = retry(100);

/** A client of a cluster. Topics are never made by asking for them. */
export const kafkaClient = ({ brokers, clientId }: Pick<KafkaLogOptions, 'brokers' | 'clientId'>, tries: RetryOptions = BRIEFLY): Kafka => {
  const config: KafkaConfig = {
    brokers: [...brokers], clientId, connectionTimeout: 1_000, requestTimeout: 5_000, retry: tries, socketFactory,
    logLevel: kafkajs.logLevel.NOTHING, // each failure that counts reaches us as an error or an event
  };
  return new kafkajs.Kafka(config);
};

/** Settings of a member of a group: offsets are ours to keep, and restarting is too. */
export const consumerConfig = (groupId: string, tuning: KafkaTuning): ConsumerConfig => ({
  groupId,
  allowAutoTopicCreation: false,
  sessionTimeout: tuning.sessionTimeoutMs,
  heartbeatInterval: tuning.heartbeatMs,
  rebalanceTimeout: tuning.sessionTimeoutMs * 2,
  maxWaitTimeInMs: tuning.maxWaitMs,
  maxBytesPerPartition: FETCH.partition,
  maxBytes: FETCH.all,
  readUncommitted: true, // nobody here sends in transactions
  // kafkajs's own restart runs beside a stop() and may come back after it; the subscription restarts instead.
  retry: { ...PATIENTLY, restartOnFailure: () => Promise.resolve(false) },
});
