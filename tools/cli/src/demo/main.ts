import { mkdir, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { removeEmbeddedPostgres } from '@throughline/embedded-postgres';
import { CliError } from '../plane-access.ts';
import { emptyFigures } from './figures.ts';
import { Output } from './output.ts';
import { startPlaneProcess, type RunningPlane } from './plane-process.ts';
import { sourceFile } from './steps/dataset-versions.ts';
import { STEPS } from './steps/index.ts';
import { farewell } from './farewell.ts';
import { beginStory, type Story } from './story.ts';

const root = resolve(import.meta.dirname, '../../../..');
const KNOWN = ['--exit', '--json', '--fresh'];

const args = process.argv.slice(2);
const unknown = args.find((arg) => !KNOWN.includes(arg));
if (unknown) {
  process.stderr.write(`Unknown option ${unknown}; known are ${KNOWN.join(', ')}. See npm run demo -- --help.\n`);
  process.exit(2);
}
const wants = (option: string): boolean => args.includes(option);

const dataDir = resolve(process.env['DATA_DIR'] ?? join(root, '.throughline', 'demo'));
const output = new Output();
const figures = emptyFigures();
let plane: RunningPlane | undefined;
let stopping: Promise<void> | undefined;

/** Ctrl-C at any moment: the plane ends in order, and the next telling begins beside what is there. */
const stop = (code: number): void => {
  stopping ??= (async () => {
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

const run = async (): Promise<void> => {
  const began = performance.now();
  if (wants('--fresh')) {
    await removeEmbeddedPostgres(dataDir);
    await rm(dataDir, { recursive: true, force: true });
  }
  await mkdir(dataDir, { recursive: true });
  output.line('Starting database, five contexts and the gateway, all on this machine …');
  plane = await startPlaneProcess({
    root, dataDir, port: Number(process.env['PORT'] ?? 4000),
    datasetRoots: [dirname(join(root, 'node_modules/vega-datasets/data/flights-3m.parquet'))], trainingRoots: [join(root, 'examples/late-flights')],
  });
  const workspace = `story-${new Date().toISOString().replace(/\D/g, '').slice(0, 17)}`;
  output.line(`${plane.url}/graphql answers; this story is told in workspace ${workspace}.`);
  const story = await beginStory({ workspace, access: { url: plane.url, dataDir }, output, rootDir: root, figures });
  await tell(story);
  figures.refusals = story.conversation.refusals;
  figures.sha256 = sourceFile.sha256;
  figures.peakMemoryMb = Math.round((plane.peakMemory() ?? 0) / 1e6) || null;
  figures.seconds.total = Math.round((performance.now() - began) / 100) / 10;
  farewell(story, plane);
  if (wants('--exit')) {
    await plane.stop();
    plane = undefined;
  }
  // The last line of standard output, for scripts.
  if (wants('--json')) process.stdout.write(`${JSON.stringify(figures)}\n`);
  if (plane) output.line('Everything stays up for a look. Ctrl-C ends it.');
};

await run().catch(async (error: unknown) => {
  // Stopped on purpose: what was under way fails, and that is no news.
  if (stopping) return stopping;
  process.stderr.write(`\n${error instanceof CliError ? error.message : error instanceof Error ? error.stack : String(error)}\n`);
  await plane?.stop();
  process.exit(error instanceof CliError ? error.exitCode : 1);
});
