import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { BlobStore } from '@throughline/blob-store';
import { canonicalJson } from '@throughline/kernel';
import type { PlannedRun } from '@throughline/training-domain';
import type { ProgramExecutor, ProgramExit } from '../executor/program-executor.ts';
import type { AttemptFolders } from './attempt-folders.ts';
import type { LiveReporter } from './live-reporter.ts';
import { RunFailed } from './run-failed.ts';

/** The attempt ends because somebody called it off, or because this process is going down. */
export class AttemptAborted extends Error {}

const failure = ({ spec }: PlannedRun, exit: ProgramExit): Error | null => {
  const complaint = exit.complaint ? `: ${exit.complaint}` : '';
  switch (exit.kind) {
    case 'exited':
      return exit.code === 0 ? null : new RunFailed(`the program ended with exit code ${exit.code}${complaint}`, exit.code);
    case 'killed':
      // The same input would most likely come to the same end (out of memory, say), so it is not tried again.
      return new RunFailed(`the program was killed by ${exit.signal}${complaint}`);
    case 'not-started':
      return new RunFailed(`the program could not be started: ${exit.reason}`);
    case 'stopped':
      switch (exit.why) {
        case 'aborted': return new AttemptAborted('the attempt was stopped');
        case 'time-limit': return new RunFailed(`the program was stopped: not done after ${spec.limits.seconds} seconds`);
        case 'output-limit': return new RunFailed(`the program was stopped: it wrote more than ${spec.limits.outputBytes} bytes`);
        case 'log-limit': return new RunFailed('the program was stopped: its standard output and standard error grew beyond 16 MiB');
      }
  }
};

/** Runs the run's program on what lies in the input folder. Answers whether its output was whole; anything but exit code 0 is thrown. */
export const runProgram = async (run: PlannedRun, folders: AttemptFolders, blobs: BlobStore, executor: ProgramExecutor, live: LiveReporter, signal: AbortSignal): Promise<boolean> => {
  const { program, seed, limits } = run.spec;
  await blobs.getTree(program!.codeDigest, folders.code);
  const parametersFile = join(folders.base, 'parameters', 'parameters.json');
  await mkdir(dirname(parametersFile));
  await writeFile(parametersFile, canonicalJson(run.parameters));
  const exit = await executor.run({
    folder: folders.code, command: program!.command, inputDir: folders.input, outputDir: folders.output, parametersFile, seed, limits, signal,
    onLine: (line, from) => live.line(line, from),
  });
  const failed = failure(run, exit);
  if (failed) throw failed;
  return exit.wholeLines && live.progressComplete;
};
