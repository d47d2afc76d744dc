/** The run itself is at fault: trying again would come to the same. Anything else that goes wrong is tried again. */
export class RunFailed extends Error {
  readonly exitCode: number | null;

  constructor(reason: string, exitCode: number | null = null) {
    super(reason);
    this.exitCode = exitCode;
  }
}
