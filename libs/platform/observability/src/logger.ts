import type { DestinationStream, Logger } from 'pino';
import { pino } from 'pino';
import { correlationId } from './correlation.ts';

export type { Logger } from 'pino';

/** Levels, the gravest first; `silent` writes nothing. */
export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
/** A level of {@link LOG_LEVELS}. */
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Who writes, what, and where to. */
export interface LoggerOptions {
  /** Which process or part speaks. */
  readonly name: string;
  readonly level: LogLevel;
  /** Standard output unless told. */
  readonly destination?: DestinationStream;
}

/**
 * JSON lines: `level` by name, `time` in ISO 8601, `name`, `correlationId` where there is one, `msg`, and errors under `err`.
 * ERROR means that somebody must act. Tokens, passwords and cookies are never written.
 */
export const createLogger = ({ name, level, destination }: LoggerOptions): Logger => pino({
  name, level,
  base: { name },
  timestamp: () => `,"time":"${new Date().toISOString()}"`,
  formatters: { level: (label) => ({ level: label }) },
  mixin: () => { const id = correlationId(); return id === undefined ? {} : { correlationId: id }; },
  // Fields of the line itself win over the mixin's, so that a line about another request can say so.
  mixinMergeStrategy: (line, mixed) => ({ ...mixed, ...line }),
  redact: { paths: ['token', 'password', 'secret', 'authorization', '*.token', '*.password', '*.secret', '*.authorization', '*.headers.authorization', '*.headers.cookie'], censor: '[redacted]' },
}, destination ?? pino.destination({ fd: 1, sync: false }));
