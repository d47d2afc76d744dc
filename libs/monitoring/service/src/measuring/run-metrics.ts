import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { MeasuringFailed } from './measuring-failed.ts';
import type { MetricsAnswer, MetricsResults, MetricsTask } from './metrics-task.ts';

const extension = extname(fileURLToPath(import.meta.url));
const entry = new URL(`./metrics-thread${extension}`, import.meta.url);
// From source, workspace packages resolve to their sources too.
const execArgv = extension === '.ts' ? ['--conditions=ws-source'] : [];

/** Computes figures in a thread, so that a week of a hundred thousand rows blocks nobody. @throws MeasuringFailed for rows that no figure may be computed from */
export const runMetrics = <Kind extends MetricsTask['kind']>(task: MetricsTask & { readonly kind: Kind }, signal: AbortSignal): Promise<MetricsResults[Kind]> =>
  new Promise((accept, refuse) => {
    const thread = new Worker(entry, { workerData: task, execArgv, env: {} });
    const stop = (): void => void thread.terminate();
    signal.addEventListener('abort', stop);
    thread.once('message', (answer: MetricsAnswer) => {
      if ('result' in answer) accept(answer.result as MetricsResults[Kind]);
      else refuse(answer.final ? new MeasuringFailed(answer.problem) : new Error(answer.problem));
    });
    thread.once('error', refuse);
    thread.once('exit', () => {
      signal.removeEventListener('abort', stop);
      refuse(new Error('the figures were not computed: the thread ended'));
    });
  });
