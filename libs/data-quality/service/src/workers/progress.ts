import type { DataJobProgress } from '@throughline/data-engine';
import type { WorkContext } from '@throughline/workers';

export const STEPS = { 'hold to contract': [0, 70], 'profile': [70, 95], 'store files': [95, 100] } as const;
export type Step = keyof typeof STEPS;

/** Live points `{type: 'progress', done, total, step}` with `done` of 100, in order; of those that come while one is written only the last is kept. */
export class Progress {
  private readonly context: Pick<WorkContext, 'report'>;
  private waiting: { done: number; step: Step } | undefined;
  private last = -1;
  private writing: Promise<void> | undefined;
  private failure: Error | undefined;

  constructor(context: Pick<WorkContext, 'report'>) {
    this.context = context;
  }

  of(step: Step): (progress: DataJobProgress) => void {
    const [from, to] = STEPS[step];
    return ({ done, total, percent }) => this.at(step, from + (to - from) * Math.min(1, (done + (done < total ? (percent ?? 0) / 100 : 0)) / Math.max(1, total)));
  }

  at(step: Step, share: number = STEPS[step][0]): void {
    const done = Math.floor(share);
    if (done <= this.last) return;
    this.last = done;
    this.waiting = { done, step };
    this.writing ??= this.write();
  }

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
