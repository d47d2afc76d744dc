import type { Pool } from 'pg';
import { KafkaLog, PostgresLog, type LogMetrics, type LogTransport } from '@throughline/transport';
import type { Logger } from '@throughline/observability';

/** Where the log is, and who uses it. */
export interface TransportOptions {
  /** Kafka's; undefined: the log is the schema `bus` of the database. */
  readonly brokers: readonly string[] | undefined;
  readonly clientId: string;
  readonly reader: Pool;
  readonly writer: (context: string) => Pool;
  readonly metrics: LogMetrics;
  readonly logger: Logger;
  /** Ends the process: it cannot help itself any more. */
  readonly fail: (error: Error) => void;
}

/** The log between contexts that the configuration names. */
export const openTransport = ({ brokers, clientId, reader, writer, metrics, logger, fail }: TransportOptions): LogTransport => {
  const report = (error: unknown, where: string): void => logger.warn({ err: error }, where);
  return brokers ? new KafkaLog({ brokers, clientId, metrics, report, onStuck: fail }) : new PostgresLog({ reader, writer, metrics, report });
};
