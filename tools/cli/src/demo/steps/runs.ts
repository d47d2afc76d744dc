import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Subject } from '@throughline/kernel';
import { CliError } from '../../plane-access.ts';
import type { Story } from '../story.ts';
import { waitFor } from '../wait-for.ts';

export interface Run {
  readonly id: string; readonly state: string; readonly reason: string | null; readonly manifestDigest: string; readonly subject: Subject;
  readonly artifact: { readonly digest: string } | null; readonly predictions: { readonly digest: string } | null;
  readonly cached: { readonly reason: string } | null; readonly seconds: number | null;
}

interface Point { readonly type?: string; readonly done?: number; readonly total?: number }

const RUN = 'id state reason manifestDigest subject artifact { digest } predictions { digest } cached { reason } seconds';

/** Waits for the end of a run and shows how far it is. @throws CliError when it failed */
export const runEnded = (story: Story, id: string, what: string): Promise<Run> => waitFor(what, 300, async () => {
  const { trainingRun: run, live } = await story.people['ml-engineer'].query<{ trainingRun: Run | null; live: { points: readonly { point: Point }[] } | null }>(
    `query($id: ID!) { trainingRun(id: $id) { ${RUN} } live(kind: "training-run", id: $id) { points { point } } }`, { id });
  if (run?.state === 'SUCCEEDED') return run;
  if (run?.state === 'FAILED' || run?.state === 'CANCELLED') throw new CliError(`${what} ended ${run.state}: ${run.reason ?? 'no reason'}`);
  const last = live?.points.map(({ point }) => point).findLast((p) => p.type === 'progress' && p.total);
  story.output.progress(what, last?.total ? (last.done ?? 0) / last.total : null);
  return null;
});

export const featuresText = (story: Story, file = 'features.yaml'): Promise<string> => readFile(join(story.example, file), 'utf8');

/** Input of the training run that the story starts, over a period of a dataset version. */
export const trainingInput = async (story: Story, options: {
  readonly datasetVersion: string; readonly from: string; readonly to: string; readonly evaluateOn: readonly string[]; readonly features?: string;
}): Promise<Readonly<Record<string, unknown>>> => ({
  kpiId: story.ids.kpi, model: 'late-flights', datasetId: story.ids.dataset, datasetVersion: options.datasetVersion,
  period: { from: options.from, to: options.to }, features: await featuresText(story, options.features),
  program: { folder: 'programs', command: ['node', 'train.mjs'] }, parameters: {}, seed: 7, input: 'CSV',
  evaluateOn: { datasetVersion: options.datasetVersion, weeks: options.evaluateOn, command: ['node', 'score.mjs'] },
});

export interface Evaluation {
  readonly id: string; readonly state: string; readonly failure: string | null;
  readonly result: {
    readonly beatsBaseline: boolean | null; readonly baseline: { readonly recallAtShare: number } | null;
    readonly figures: { readonly recallAtShare: Measured; readonly auc: Measured; readonly logLoss: Measured };
    readonly weeks: readonly { readonly week: string; readonly recallAtShare: Measured }[];
  } | null;
}
export interface Measured { readonly value: number | null; readonly reason: string | null; readonly lower: number | null; readonly upper: number | null }

const MEASURED = '{ value reason lower upper }';

/** Waits until monitoring has measured what a filter names. */
export const evaluationMeasured = (story: Story, filter: Readonly<Record<string, string>>, accept: (e: Evaluation) => boolean = () => true): Promise<Evaluation> =>
  waitFor('the evaluation', 120, async () => {
    const { evaluations } = await story.people.viewer.query<{ evaluations: { nodes: readonly Evaluation[] } }>(
      `query($runId: ID, $kpiId: ID) { evaluations(last: 20, runId: $runId, kpiId: $kpiId) { nodes { id state failure result {
        beatsBaseline baseline { recallAtShare } figures { recallAtShare ${MEASURED} auc ${MEASURED} logLoss ${MEASURED} } weeks { week recallAtShare ${MEASURED} } } } } }`, filter);
    const found = evaluations.nodes.find(accept);
    if (found?.state === 'FAILED') throw new CliError(`the evaluation failed: ${found.failure}`);
    story.output.progress('measuring', null);
    return found?.state === 'MEASURED' ? found : null;
  });

/** Scores weeks with a feature and measures it: a ranking without a model. @returns the evaluation */
export const measureBaseline = async (story: Story, datasetVersion: string, weeks: readonly string[]): Promise<{ run: string; evaluation: Evaluation }> => {
  const { people, ids } = story;
  const run = await people['ml-engineer'].do('startScoringRun', {
    kpiId: ids.kpi, datasetId: ids.dataset, datasetVersion, weeks, scorer: { features: await featuresText(story), feature: 'origin_late_1d' }, purpose: 'BASELINE',
  });
  await runEnded(story, run, 'scoring with yesterday\'s late rate of the origin');
  return { run, evaluation: await evaluationMeasured(story, { runId: run }) };
};

/** The published version of anything, as a command on it must give it. */
export const versionOf = async ({ people }: Story, id: string): Promise<number> =>
  (await people.viewer.query<{ node: { version: number } }>('query($id: ID!) { node(id: $id) { ... on Entity { version } } }', { id })).node.version;

export const keepRun = (story: Story, run: Run): void => {
  story.figures.runs.push({
    id: run.id, manifestDigest: run.manifestDigest, artifactDigest: run.artifact?.digest ?? null, cached: run.cached !== null, seconds: run.seconds ?? 0,
  });
};
