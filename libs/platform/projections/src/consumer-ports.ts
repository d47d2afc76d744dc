/** The part of a pino logger that consumers use. */
export interface ConsumerLogger {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/**
 * `applied` and `duplicate` events, `gap`: a missing range fetched from its owner's history, `repaired`: events of lost last messages,
 * `floor`: a jump over what an owner has given up, `parked` events, `retry`: transient failures, `ownership_lost`, and the outcomes of a policy's commands.
 */
export type ConsumerCount =
  | 'applied' | 'duplicate' | 'gap' | 'repaired' | 'floor' | 'parked' | 'retry' | 'ownership_lost'
  | 'policy_accepted' | 'policy_refused' | 'policy_conflict';

/** Where consumers count. */
export interface ConsumerMetrics {
  count(what: ConsumerCount, consumer: string, by: number): void;
  /** When the last event of a batch of a topic was recorded. @param group schema and consumer, as the log names it */
  applied?(group: string, topic: string, recordedAt: Date): void;
  /** Streams that are parked, once for each projection, and for how many seconds the oldest has been; 0 for none. */
  parked?(consumer: string, streams: number, oldestSeconds: number): void;
}

/** Counts nothing. */
export const noMetrics: ConsumerMetrics = { count: () => undefined };
