import { mkdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { removeLocalCluster } from '@throughline/local-cluster';
import { CliError } from '../plane-access.ts';
import { startClusterPlane } from './cluster-plane.ts';
import { emptyFigures } from './figures.ts';
import { demoOptions, type DemoOptions } from './options.ts';
import { Output } from './output.ts';
import { startPlaneProcess } from './plane-process.ts';
import type { RunningPlane } from './running-plane.ts';
import { sourceFile } from './steps/dataset-versions.ts';
import { STEPS } from './steps/index.ts';
import { farewell } from './farewell.ts';
import { beginStory, type Story } from './story.ts';

const root = resolve(import.meta.dirname, '../../../..');
const output = new Output();
const figures = emptyFigures();
let plane: RunningPlane | undefined;
const starting = new AbortController();
let begun: Promise<void> | undefined;
let stopping: Promise<void> | undefined;

/** Ctrl-C at any moment: the plane ends in order, and the next telling begins beside what is there. */
const stop = (code: number): void => {
  stopping ??= (async () => {
    starting.abort(new CliError('stopped while it started'));
    await begun;
    await plane?.stop();
    process.exit(code);
  })();
};
process.once('SIGINT', () => stop(130));
process.once('SIGTERM', () => stop(143));

const tell = async (story: Story): Promise<void> => {
  for (const step of STEPS) {
    const began = performance.now();
    story.conversation.step = step.number;
    output.heading(`${String(step.number).padStart(2)}. ${step.title}`);
    try {
      await step.tell(story);
    } catch (error) {
      throw error instanceof CliError ? new CliError(`step ${step.number}: ${error.message}`, 10 + step.number) : error;
    }
    figures.seconds.perStep[step.number] = Math.round((performance.now() - began) / 100) / 10;
  }
};

const start = async ({ kafkaNodes, fresh }: DemoOptions): Promise<RunningPlane> => {
  // Each way to run keeps a folder of its own: the events of one lie in another log than those of the other.
  const folder = kafkaNodes === null ? 'demo' : kafkaNodes === 1 ? 'demo-kafka' : `demo-kafka-${kafkaNodes}`;
  const dataDir = resolve(process.env['DATA_DIR'] || join(root, '.throughline', folder));
  if (fresh) await removeLocalCluster(dataDir);
  await mkdir(dataDir, { recursive: true });
  const options = {
    root, dataDir, port: Number(process.env['PORT'] || 4000), signal: starting.signal,
    datasetRoots: [dirname(join(root, 'node_modules/vega-datasets/data/flights-3m.parquet'))], trainingRoots: [join(root, 'examples/late-flights')],
  };
  if (kafkaNodes === null) {
    output.line('Starting database, five contexts and the gateway, all on this machine …');
    return startPlaneProcess(options);
  }
  output.line(`Starting database, ${kafkaNodes === 1 ? 'a Kafka broker' : `a Kafka of ${kafkaNodes} nodes`}, five contexts and the gateway, each a process of its own on this machine …`);
  return startClusterPlane(options, kafkaNodes);
};

const run = async (): Promise<void> => {
  const began = performance.now();
  const options = demoOptions(process.argv.slice(2));
  const coming = start(options);
  begun = coming.then((running) => { plane = running; }, () => undefined);
  plane = await coming;
  const workspace = `story-${new Date().toISOString().replace(/\D/g, '').slice(0, 17)}`;
  output.line(`${plane.url}/graphql answers; this story is told in workspace ${workspace}.`);
  const story = await beginStory({ workspace, access: { url: plane.url, dataDir: plane.dataDir }, output, rootDir: root, figures });
  await tell(story);
  figures.refusals = story.conversation.refusals;
  figures.sha256 = sourceFile.sha256;
  figures.peakMemoryMb = Object.fromEntries(Object.entries(plane.peakMemory()).map(([name, bytes]) => [name, bytes === null ? null : Math.round(bytes / 1e6)]));
  figures.seconds.total = Math.round((performance.now() - began) / 100) / 10;
  farewell(story, plane);
  if (options.exit) {
    await plane.stop();
    plane = undefined;
  }
  // The last line of standard output, for scripts.
  if (options.json) process.stdout.write(`${JSON.stringify(figures)}\n`);
  if (plane) output.line('Everything stays up for a look. Ctrl-C ends it.');
};

await run().catch(async (error: unknown) => {
  // Stopped on purpose: what was under way fails, and that is no news.
  if (stopping) return stopping;
  process.stderr.write(`\n${error instanceof CliError ? error.message : error instanceof Error ? error.stack : String(error)}\n`);
  await plane?.stop();
  process.exit(error instanceof CliError ? error.exitCode : 1);
});
