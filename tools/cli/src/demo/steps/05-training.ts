import { figure } from '../output.ts';
import type { Step } from '../story.ts';
import { BASELINE_WEEKS } from './04-baseline.ts';
import { keepRun, runEnded, trainingInput } from './runs.ts';

const FROM = '2001-01-01';
const UNTIL = '2001-03-01';

/** A run that knows too much is refused; an honest one is made, answered from cache, and reproduced. */
export const training: Step = {
  number: 5, title: 'A model is trained on what may be known',
  async tell(story) {
    const { people, ids, output } = story;
    const engineer = people['ml-engineer'];
    const datasetVersion = ids.usable.get('3')!;
    const leaking = await trainingInput(story, { datasetVersion, from: FROM, to: UNTIL, evaluateOn: BASELINE_WEEKS, features: 'features-with-hour.yaml' });
    const refusal = await engineer.refused('startTrainingRun', leaking, 'TRAINING.FEATURE_NOT_KNOWN_YET');
    output.line(`A run that uses the hour is refused: ${refusal.message}`);

    const input = await trainingInput(story, { datasetVersion, from: FROM, to: UNTIL, evaluateOn: BASELINE_WEEKS });
    ids.run = await engineer.do('startTrainingRun', input);
    const run = await runEnded(story, ids.run, 'training on January and February');
    ids.subject = run.subject;
    keepRun(story, run);
    output.line(`The honest run made ${run.artifact?.digest.slice(0, 19)}… in ${figure(run.seconds, 1)} s; its manifest is ${run.manifestDigest.slice(0, 19)}….  → training-run-succeeded`);

    // What is evaluated is no part of the manifest: once is enough.
    const { evaluateOn: _, ...same } = input;
    const again = await runEnded(story, await engineer.do('startTrainingRun', same), 'the same run again');
    keepRun(story, again);
    output.line(`The same manifest again is answered from cache: ${again.cached?.reason}.  → training-run-succeeded (cached)`);
    const rerun = await runEnded(story, await engineer.do('startTrainingRun', { ...same, forced: true }), 'the same run, forced');
    keepRun(story, rerun);
    output.line(rerun.artifact?.digest === run.artifact?.digest
      ? 'Run again by force, it makes the same bytes.  → training-run-reproduced'
      : `Run again by force, it makes other bytes: ${rerun.artifact?.digest.slice(0, 19)}….  → training-run-differed`);
  },
};
