/** What a log can tell an operator; all optional. */
export interface LogMetrics {
  /** Messages behind the end, per group and topic, each time the ends are looked at. */
  lag?(group: string, topic: string, messages: number): void;
  /** A delivery was made once more on purpose. */
  redelivered?(group: string, topic: string): void;
}

/** Told of each failure that is retried; must not throw. */
export type ReportFailure = (error: unknown, where: string) => void;
