import type { DataJobProgress } from '@throughline/data-engine';
import type { WorkContext } from '@throughline/workers';

/** Live points `{type: 'progress', done, total, step}` with `done` of 100, in order; of those that come while one is written only the last is kept. */
export class Progress {
  private readonly context: Pick<WorkContext, 'report'>;
  private waiting: { done: number; step: string } | undefined;
  private last = -1;
  private writing: Promise<void> | undefined;
  private failure: Error | undefined;

  constructor(context: Pick<WorkContext, 'report'>) {
    this.context = context;
  }

  /** Where a data job is; what is left after its last statement is not counted. */
  readonly of = ({ done, total, percent }: DataJobProgress, step: string): void => {
    const within = done < total ? (percent ?? 0) / 100 : 0;
    const now = Math.floor((100 * (done + within)) / Math.max(1, total));
    if (now <= this.last) return;
    this.last = now;
    this.waiting = { done: now, step };
    this.writing ??= this.write();
  };

  /** Waits for what is being written. @throws what writing failed with */
  async settled(): Promise<void> {
    await this.writing;
    if (this.failure) throw this.failure;
  }

  private async write(): Promise<void> {
    try {
      while (this.waiting) {
        const { done, step } = this.waiting;
        this.waiting = undefined;
        await this.context.report({ type: 'progress', done, total: 100, step });
      }
    } catch (error) {
      this.failure ??= error instanceof Error ? error : new Error(String(error));
    } finally {
      this.writing = undefined;
    }
  }
}
