import { accept, reject, rejectForNow, subjectKey, type Decision, type Json, type Subject } from '@throughline/kernel';
import type { FeatureSet } from '../features/index.ts';
import { declaredFeatures } from './check-features.ts';
import { planRun, type PlannedRun, type WantedRun } from './plan-run.ts';
import type { Refused, RunRefusal } from './refusal.ts';
import type { FeaturesFact, Recipe, RunFacts } from './run-facts.ts';
import { DEFAULT_LIMITS, type RunLimits, type RunPurpose, type RunWindow } from './run-spec.ts';
import type { TrainingRun, TrainingRunEvent } from './training-run.ts';

export type AskedScorer =
  | { readonly kind: 'feature'; readonly feature: string; readonly features: FeaturesFact }
  | { readonly kind: 'model'; readonly subject: Subject; readonly recipe: Recipe | null };

export interface StartScoringRun {
  readonly kpi: string;
  readonly kpiVersion: number | null;
  readonly dataset: string;
  readonly datasetVersion: string;
  readonly weeks: readonly string[];
  readonly purpose: Exclude<RunPurpose, 'train'>;
  readonly window: RunWindow | null;
  readonly scorer: AskedScorer;
  readonly forced: boolean;
  readonly limits: Partial<RunLimits>;
  /** What a fact asked for: if something is still missing it is kept and asked again. Null when a person asks, who is answered at once. */
  readonly asked: Json | null;
  readonly facts: RunFacts;
}

const scorerKindOf: Readonly<Record<StartScoringRun['purpose'], AskedScorer['kind']>> = {
  baseline: 'feature', 'window-baseline': 'feature', evaluation: 'model', window: 'model', comparison: 'model',
};

type Common = Pick<WantedRun, 'kind' | 'kpi' | 'kpiVersion' | 'dataset' | 'datasetVersion' | 'weeks' | 'purpose' | 'window' | 'forced' | 'limits' | 'period' | 'label' | 'evaluateOn'>;

const byFeature = (common: Common, feature: string, declared: FeatureSet): WantedRun | Refused => {
  const chosen = declared.features.find(({ name }) => name === feature);
  if (!chosen) return reject('TRAINING.NO_SUCH_FEATURE', { feature, features: declared.features.map(({ name }) => name).join(', ') });
  return {
    ...common, model: null, scorer: { kind: 'feature', feature }, program: null, subject: null, input: 'parquet', seed: 0, parameters: {},
    // The other features have no part in the result.
    featureSet: { features: [chosen], label: declared.label },
  };
};

const byModel = (common: Common, subject: Subject, recipe: Recipe): WantedRun =>
  ({ ...common, subject, scorer: { kind: 'program' }, model: recipe.model, program: recipe.program, featureSet: recipe.featureSet, parameters: recipe.parameters, seed: recipe.seed, input: recipe.input });

const plan = (data: StartScoringRun): PlannedRun | Refused => {
  const { scorer, purpose, facts } = data;
  if (scorer.kind !== scorerKindOf[purpose]) return reject('TRAINING.PURPOSE_DOES_NOT_FIT', { purpose, wanted: scorerKindOf[purpose], scorer: scorer.kind });
  const common: Common = {
    kind: 'score', kpi: data.kpi, kpiVersion: data.kpiVersion, dataset: data.dataset, datasetVersion: data.datasetVersion, weeks: [...data.weeks].sort(),
    purpose, window: data.window, forced: data.forced, limits: { ...DEFAULT_LIMITS, ...data.limits }, period: null, label: null, evaluateOn: null,
  };
  if (scorer.kind === 'model') {
    return scorer.recipe
      ? planRun(byModel(common, scorer.subject, scorer.recipe), facts)
      : rejectForNow('TRAINING.SUBJECT_UNKNOWN', { subject: subjectKey(scorer.subject) });
  }
  const declared = declaredFeatures(scorer.features);
  if ('accepted' in declared) return declared;
  const wanted = byFeature(common, scorer.feature, declared);
  return 'accepted' in wanted ? wanted : planRun(wanted, facts);
};

export const startScoringRun = (data: StartScoringRun, state: TrainingRun): Decision<TrainingRunEvent, RunRefusal> => {
  if (state.status !== 'absent' && state.status !== 'deferred') return accept();
  const planned = plan(data);
  if (!('accepted' in planned)) return accept({ type: 'TrainingRunStarted', data: planned });
  if (state.status === 'deferred' || data.asked === null) return planned;
  return accept({ type: 'TrainingRunDeferred', data: {
    kind: 'score', purpose: data.purpose, kpi: data.kpi, dataset: data.dataset, datasetVersion: data.datasetVersion,
    subject: data.scorer.kind === 'model' ? data.scorer.subject : null, window: data.window, waitingFor: planned.code, asked: data.asked,
  } });
};
