import { addDays, weekPeriod } from '@throughline/kernel';
import { CliError } from '../../plane-access.ts';
import { figure, percent } from '../output.ts';
import type { Step, Story } from '../story.ts';
import { waitFor } from '../wait-for.ts';
import { versionRegistered } from './06-evidence.ts';
import { monitorState, storyWeeks } from './08-monitoring.ts';
import { gateOf } from './gates.ts';
import { inProduction, promote } from './promotion.ts';
import { evaluationMeasured, keepRun, measureBaseline, runEnded, trainingInput, type Measured } from './runs.ts';

interface Comparison {
  readonly state: string; readonly failure: string | null;
  readonly result: { readonly verdict: string; readonly difference: Measured; readonly weeks: readonly { readonly week: string; readonly incumbent: Measured; readonly candidate: Measured }[] } | null;
}

const startScoring = ({ people, ids }: Story, subject: unknown, weeks: readonly string[]): Promise<string> => people['ml-engineer'].do('startScoringRun', {
  kpiId: ids.kpi, datasetId: ids.dataset, datasetVersion: ids.usable.get('6'), weeks, scorer: { subject }, purpose: 'COMPARISON',
});

const scored = async (story: Story, run: string): Promise<string> => {
  await runEnded(story, run, 'scoring for the comparison');
  await evaluationMeasured(story, { runId: run });
  return run;
};

const compare = async (story: Story, incumbentRunId: string, candidateRunId: string, after: string): Promise<NonNullable<Comparison['result']>> => {
  const { people, ids } = story;
  const id = await people['ml-engineer'].do('compareModelVersions', { kpiId: ids.kpi, incumbentRunId, candidateRunId, after, businessDate: '2001-07-09' });
  const M = '{ value reason lower upper }';
  const { result } = await waitFor('the comparison', 90, async () => {
    const { comparison } = await people.viewer.query<{ comparison: Comparison | null }>(
      `query($id: ID!) { comparison(id: $id) { state failure result { verdict difference ${M} weeks { week incumbent ${M} candidate ${M} } } } }`, { id });
    if (comparison?.state === 'FAILED') throw new CliError(`the comparison failed: ${comparison.failure}`);
    return comparison?.state === 'COMPARED' ? comparison : null;
  });
  if (!result) throw new CliError('the comparison has no result');
  return result;
};

/** As many days as the version in production has learnt from, up to what was confirmed at the trigger. */
const TRAINED_ON_DAYS = 59;

/** A retrained version is compared with the one in production on weeks that neither has learnt from, and replaces it or does not. */
export const retrain: Step = {
  number: 9, title: 'Retrain, compare, decide',
  async tell(story) {
    const { people, ids, output, figures } = story;
    const asked = (await monitorState(story)).retrains.at(-1);
    if (!asked) return output.line('Nothing asked for a retrain, so nothing changes.');
    const cut = asked.labelsConfirmedUntil;
    const weeks = storyWeeks().filter((week) => weekPeriod(week).from >= cut);
    if (!weeks.length) return output.line(`No week after ${cut} is there to compare on, so nothing changes.`);
    const datasetVersion = ids.usable.get('6')!;
    const engineer = people['ml-engineer'];
    const from = addDays(cut, -TRAINED_ON_DAYS);
    const input = await trainingInput(story, { datasetVersion, from, to: cut, evaluateOn: weeks });
    const { evaluateOn: _, ...same } = input;
    await measureBaseline(story, datasetVersion, weeks);
    const incumbentRun = await startScoring(story, ids.subject, weeks);
    const run = await runEnded(story, await engineer.do('startTrainingRun', input), `training on the outcomes before ${cut}`);
    keepRun(story, run);
    const rerunStarted = await engineer.do('startTrainingRun', { ...same, forced: true });
    const candidateRun = await startScoring(story, run.subject, weeks);
    const rerun = await runEnded(story, rerunStarted, 'the same run, forced');
    keepRun(story, rerun);
    const { number } = await versionRegistered(story, run.subject);
    output.line(`The engineer retrains on the ${TRAINED_ON_DAYS} days of outcomes confirmed at the trigger (${from} to ${cut}) and repeats it: version ${number}, ${rerun.artifact?.digest === run.artifact?.digest ? 'the same bytes twice' : 'other bytes the second time'}.`);
    const { verdict, difference, weeks: compared } = await compare(story, await scored(story, incumbentRun), await scored(story, candidateRun), cut);
    figures.comparison = {
      weeks: compared.map((w) => ({ isoWeek: w.week, incumbent: w.incumbent.value, candidate: w.candidate.value })), difference: difference.value,
      band: difference.lower === null || difference.upper === null ? null : [difference.lower, difference.upper], verdict: verdict.toLowerCase().replaceAll('_', '-'),
    };
    for (const w of compared) output.line(`${w.week}  version 1 ${percent(w.incumbent.value)}  version ${number} ${percent(w.candidate.value)}`);
    output.line(`Paired on the same rows: ${figure(difference.value, 4)} [${figure(difference.lower, 4)}, ${figure(difference.upper, 4)}], ${figures.comparison.verdict}.  → model-versions-compared`);
    if ((difference.value ?? 0) <= 0) return output.line('It is not better, so version 1 stays.');
    if ((difference.lower ?? 0) <= 0) output.line(`The band holds 0: so few weeks prove nothing. It is promoted because on average it is no worse there, and it has learnt from newer outcomes.`);
    const wasAtRisk = (await gateOf(story))?.risk !== null;
    await promote(story, run.subject, 'On average no worse on the weeks that neither version has learnt from, and trained on newer outcomes.');
    const after = new Date().toISOString();
    figures.production.push({ asOf: after, version: await inProduction(story, after) });
    await waitFor('the end of the risk', 60, async () => ((await gateOf(story))?.risk ? null : true));
    output.line(`The approver promotes version ${number}; its misses count anew${wasAtRisk ? ', and the risk ends' : ''}.  → model-version-promoted, monitor-subject-changed${wasAtRisk ? ', phase-risk-ended' : ''}`);
  },
};
