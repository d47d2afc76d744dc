/** Takes back what was done, last first, and tells every failure. */
export class Undoing {
  private readonly steps: (() => Promise<void>)[] = [];

  add(step: () => Promise<void>): void {
    this.steps.unshift(step);
  }

  async run(): Promise<void> {
    const errors: unknown[] = [];
    for (const step of this.steps.splice(0)) await step().catch((error: unknown) => errors.push(error));
    if (errors.length === 1) throw errors[0];
    if (errors.length) throw new AggregateError(errors, `the cluster did not stop cleanly: ${errors.map(String).join('; ')}`);
  }

  /** Takes everything back because of an error, which is the one to throw: what fails here is told, and does not hide it. */
  async because(error: unknown, tell: (line: string) => void): Promise<never> {
    await this.run().catch((failure: unknown) => tell(`after ${String(error)}: ${String(failure)}`));
    throw error;
  }
}

/** Waits for all of it, also when some fails, so that nothing begins after what was done is undone. @throws the first failure */
export const allDone = async (work: readonly Promise<unknown>[]): Promise<void> => {
  const failed = (await Promise.allSettled(work)).find((outcome) => outcome.status === 'rejected');
  if (failed) throw failed.reason;
};
