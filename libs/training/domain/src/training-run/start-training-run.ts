import { accept, reject, type Decision } from '@throughline/kernel';
import { declaredFeatures } from './check-features.ts';
import { namedWeeks, outsideVersion, usableVersion } from './check-version.ts';
import { planRun } from './plan-run.ts';
import type { Refused, RunRefusal } from './refusal.ts';
import type { DatasetVersionFact, FeaturesFact, Parameters, ProgramFact, RunFacts } from './run-facts.ts';
import { DEFAULT_LIMITS, type EvaluateOn, type InputFormat, type Period, type RunLimits } from './run-spec.ts';
import type { TrainingRun, TrainingRunEvent } from './training-run.ts';
import { wantedRowsProblems } from '../features/index.ts';

export interface StartTrainingRun {
  readonly kpi: string;
  readonly model: string;
  readonly dataset: string;
  readonly datasetVersion: string;
  readonly period: Period;
  readonly command: readonly string[];
  readonly parameters: Parameters;
  readonly seed: number;
  readonly input: InputFormat;
  readonly evaluateOn: EvaluateOn | null;
  readonly forced: boolean;
  readonly limits: Partial<RunLimits>;
  readonly facts: RunFacts & {
    readonly features: FeaturesFact;
    readonly program: ProgramFact;
    /** Of `evaluateOn`; null when there is none, or it is not known. */
    readonly evaluateOnVersion: DatasetVersionFact | null;
  };
}

/** Said before the training, not after it. */
const evaluationRefused = ({ dataset, evaluateOn, facts }: StartTrainingRun): Refused | null => {
  if (!evaluateOn) return null;
  const version = usableVersion(facts.evaluateOnVersion, dataset, evaluateOn.datasetVersion);
  if ('accepted' in version) return version;
  const problems = wantedRowsProblems({ weeks: evaluateOn.weeks });
  if (problems.length > 0) return reject('TRAINING.ROWS_INVALID', { problems: problems.map((p) => `evaluateOn: ${p}`).join('; ') });
  return outsideVersion(version, namedWeeks(evaluateOn.weeks));
};

export const startTrainingRun = (data: StartTrainingRun, state: TrainingRun): Decision<TrainingRunEvent, RunRefusal> => {
  if (state.status !== 'absent') return accept();
  const { facts, command, parameters, ...asked } = data;
  const featureSet = declaredFeatures(facts.features);
  if ('accepted' in featureSet) return featureSet;
  if ('problem' in facts.program) return reject('TRAINING.PROGRAM_UNUSABLE', { folder: facts.program.folder, reason: facts.program.problem });
  const planned = planRun({
    ...asked, kind: 'train', purpose: 'train', kpiVersion: null, weeks: [], scorer: null, subject: null, window: null,
    program: { ...facts.program, command }, featureSet, label: featureSet.label, parameters, limits: { ...DEFAULT_LIMITS, ...asked.limits },
  }, facts);
  if ('accepted' in planned) return planned;
  return evaluationRefused(data) ?? accept({ type: 'TrainingRunStarted', data: planned });
};
