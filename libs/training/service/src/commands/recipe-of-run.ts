import type { UnitOfWork } from '@throughline/commands';
import type { FeaturesFact, Recipe } from '@throughline/training-domain';
import type { TrainingRuns } from '../aggregates/training-runs.ts';

/** How to score with the model of a training run, as that run recorded it; null when it is no such run. */
export const recipeOfRun = async (runs: TrainingRuns, work: UnitOfWork, run: string): Promise<Recipe | null> => {
  const { state } = await runs.load(work, run);
  if (state.status !== 'started' && state.status !== 'succeeded') return null;
  const { spec, featureSet, parameters } = state;
  if (!spec.program || !spec.evaluateOn || spec.model === null) return null;
  const { folder, codeDigest } = spec.program;
  return { run, model: spec.model, program: { folder, codeDigest, command: spec.evaluateOn.program.command }, featureSet, parameters, seed: spec.seed, input: spec.input };
};

export const featuresOfRun = async (runs: TrainingRuns, work: UnitOfWork, run: string): Promise<FeaturesFact> => {
  const { state } = await runs.load(work, run);
  if (state.status === 'started' || state.status === 'succeeded') return { ok: true, features: state.featureSet };
  return { ok: false, problems: [{ path: 'run', message: `${run} declares no features` }] };
};
