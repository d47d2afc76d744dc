import { readProgramLine, seriesOf, type MetricPoint, type ProgramLine } from '@throughline/training-domain';
import { RunFailed } from './run-failed.ts';

/** Most metric points of one run; they are kept whole or the run fails. */
export const SERIES_LIMIT = 100_000;
const LIVE_LINES = 500;
const FLUSH_MS = 250;

type Progress = Extract<ProgramLine, { type: 'progress' }>;

/** Turns a program's lines into live points and keeps its metrics. Progress that was overtaken before it was shown is not shown. */
export class LiveReporter {
  private readonly report: (point: ProgramLine) => Promise<void>;
  private readonly lost: (error: unknown) => void;
  private readonly metrics: MetricPoint[] = [];
  private readonly waiting: ProgramLine[] = [];
  private progress: Progress | undefined;
  private shown: Progress | undefined;
  private lines = 0;
  private readonly timer: NodeJS.Timeout;
  private flushing: Promise<void> = Promise.resolve();

  /** @param lost told of points that could not be shown; the run does not depend on them */
  constructor(report: (point: ProgramLine) => Promise<void>, lost: (error: unknown) => void) {
    this.report = report;
    this.lost = lost;
    this.timer = setInterval(() => { this.flushing = this.flushing.then(() => this.flush()); }, FLUSH_MS);
  }

  line(text: string, from: 'stdout' | 'stderr'): void {
    const read: ProgramLine = from === 'stdout' ? readProgramLine(text) : { type: 'log', text };
    if (read.type === 'progress') this.progress = read;
    else if (read.type === 'metric') {
      if (this.metrics.length <= SERIES_LIMIT) this.metrics.push(read);
      this.waiting.push(read);
    } else if (++this.lines <= LIVE_LINES) this.waiting.push(read);
    else if (this.lines === LIVE_LINES + 1) this.waiting.push({ type: 'log', text: `(more than ${LIVE_LINES} lines: the rest is not shown)` });
  }

  /** A line of the plane's own. */
  say(text: string): void {
    this.waiting.push({ type: 'log', text });
  }

  /** False when the program's progress stopped short of its total. */
  get progressComplete(): boolean {
    return !this.progress || this.progress.done >= this.progress.total;
  }

  /** The metrics so far; JSON for the blob store, null when there are none. @throws RunFailed beyond the limit */
  series(): string | null {
    if (this.metrics.length > SERIES_LIMIT) throw new RunFailed(`the program reported more than ${SERIES_LIMIT} metric points; report fewer steps`);
    return this.metrics.length === 0 ? null : JSON.stringify(seriesOf(this.metrics));
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.flushing;
    await this.flush();
  }

  private async flush(): Promise<void> {
    try {
      for (const point of this.waiting.splice(0)) await this.report(point);
      if (this.progress && this.progress !== this.shown) {
        this.shown = this.progress;
        await this.report(this.shown);
      }
    } catch (error) {
      this.lost(error);
    }
  }
}
