import { Type, type Static } from 'typebox';
import { defineCommand, type CommandContract, type RefusalSentences } from '@throughline/kernel';
import { example } from './examples.ts';
import { datasetVersion, evaluateOn, featureName, modelName, nullable, period, programCommand, runLimits, streamId, subject, weeks } from './shared.ts';

/** Feature declarations as `features.yaml` holds them. */
const featuresText = Type.String({ minLength: 1, maxLength: 65_536 });
const featuresExample = 'features:\n  - { name: weekday, expression: isodow(day), columns: [day] }\nlabel: { name: late, expression: delay > 15, columns: [delay] }\n';

const startTrainingRunBody = Type.Object({
  kpi: streamId,
  model: modelName,
  dataset: streamId,
  datasetVersion,
  period,
  features: featuresText,
  /** Folder under one of the plane's `TRAINING_ROOTS`, by a relative path; it is copied before anything runs. */
  program: Type.Object({ folder: Type.String({ minLength: 1, maxLength: 500 }), command: programCommand }, { additionalProperties: false }),
  /** Given to the program as a JSON file; at most 100,000 bytes as RFC 8785 text. */
  parameters: Type.Object({}, { additionalProperties: true }),
  seed: Type.Integer({ minimum: 0, maximum: 4_294_967_295 }),
  input: Type.Enum(['csv', 'parquet']),
  evaluateOn: Type.Optional(nullable(evaluateOn)),
  forced: Type.Optional(Type.Boolean()),
  limits: Type.Optional(Type.Partial(runLimits, { additionalProperties: false })),
}, { additionalProperties: false });
export type StartTrainingRunBody = Static<typeof startTrainingRunBody>;
export const startTrainingRun = defineCommand<StartTrainingRunBody>({
  context: 'training', name: 'start-training-run', summary: 'Starts a run that trains a model.', roles: ['ml-engineer'], concurrency: 'creates',
  schema: startTrainingRunBody,
  example: {
    kpi: example.kpi, model: 'late-flights', dataset: example.dataset, datasetVersion: '3-q1', period: { from: '2001-01-01', to: '2001-03-01' },
    features: featuresExample, program: { folder: 'late-flights/programs', command: ['node', 'train.mjs'] }, parameters: { epochs: 6 }, seed: 7, input: 'csv',
    evaluateOn: example.evaluateOn,
  },
});

const startScoringRunBody = Type.Object({
  kpi: streamId,
  dataset: streamId,
  datasetVersion,
  weeks,
  scorer: Type.Union([
    Type.Object({ kind: Type.Literal('feature'), features: featuresText, feature: featureName }, { additionalProperties: false }),
    /** Program, features and parameters are those that were recorded with the run that made the subject. */
    Type.Object({ kind: Type.Literal('model'), subject }, { additionalProperties: false }),
  ]),
  purpose: Type.Enum(['baseline', 'evaluation', 'comparison']),
  forced: Type.Optional(Type.Boolean()),
  limits: Type.Optional(Type.Partial(runLimits, { additionalProperties: false })),
}, { additionalProperties: false });
export type StartScoringRunBody = Static<typeof startScoringRunBody>;
export const startScoringRun = defineCommand<StartScoringRunBody>({
  context: 'training', name: 'start-scoring-run', summary: 'Starts a run that scores the rows of some weeks, with a model version or with a feature.', roles: ['ml-engineer'],
  concurrency: 'creates',
  schema: startScoringRunBody,
  example: {
    kpi: example.kpi, dataset: example.dataset, datasetVersion: '3-q1', weeks: ['2001-W10', '2001-W11', '2001-W12'],
    scorer: { kind: 'model', subject: example.subject }, purpose: 'evaluation',
  },
});

const cancelTrainingRunBody = Type.Object({
  run: streamId, reason: Type.String({ minLength: 3, maxLength: 2000 }),
}, { additionalProperties: false });
export type CancelTrainingRunBody = Static<typeof cancelTrainingRunBody>;
export const cancelTrainingRun = defineCommand<CancelTrainingRunBody>({
  context: 'training', name: 'cancel-training-run', summary: 'Calls a run off; its program is stopped.', roles: ['ml-engineer'], concurrency: 'commutes',
  schema: cancelTrainingRunBody,
  example: { run: example.run, reason: 'The wrong months.' },
});

/** Every public command of this context. */
export const trainingCommands = [startTrainingRun, startScoringRun, cancelTrainingRun] satisfies readonly CommandContract[];

/** The sentence that each refusal of this context becomes. */
export const trainingRefusals: RefusalSentences = {
  'TRAINING.NO_SUCH_RUN': 'There is no such run in this workspace.',
  'TRAINING.NO_SUCH_KPI': 'There is no KPI {kpi} in this workspace; a run must say which KPI it serves.',
  'TRAINING.NO_SUCH_DATASET_VERSION': 'Version {version} of this dataset is not known; record it first.',
  'TRAINING.DATASET_NOT_VERIFIED': 'Version {version} of {dataset} has not been verified; verify it first.',
  'TRAINING.CONTRACT_BREACHED': 'Version {version} of {dataset} does not keep its contract ({rules}); quarantine the rows or use another version.',
  'TRAINING.VERIFICATION_INCONCLUSIVE': 'The verification of version {version} of {dataset} came to no verdict ({rules}).',
  'TRAINING.CONTRACT_UNKNOWN': 'The contract of {dataset} in version {contractVersion} is not known.',
  'TRAINING.PREDICTION_MOMENT_MISSING': 'The contract of {dataset} orders no moment {moment}, so nothing says what is known when a prediction is made.',
  'TRAINING.DAY_UNKNOWN': 'The contract of {dataset} must have exactly one column of type date that is known at {moment}; it has {columns}.',
  'TRAINING.FEATURES_INVALID': 'The feature declarations cannot be used: {problems}.',
  'TRAINING.NO_SUCH_FEATURE': 'The feature declarations have no feature {feature}; they have {features}.',
  'TRAINING.FEATURE_NOT_KNOWN_YET': 'Column {column} is known at {availableAt}, after {moment}: feature {feature} may not use it.',
  'TRAINING.COLUMN_NOT_IN_CONTRACT': 'Feature {feature} reads the column {column}, which the contract of {dataset} does not have.',
  'TRAINING.COLUMN_AVAILABILITY_UNKNOWN': 'The contract of {dataset} does not say when column {column} becomes known: feature {feature} may not use it.',
  'TRAINING.LABEL_IS_NOT_THE_KPIS': 'The label {label} is not what the KPI measures: {expected}.',
  'TRAINING.ROWS_INVALID': 'The rows that are asked for cannot be named so: {problems}.',
  'TRAINING.OUTSIDE_VERSION': 'Version {version} holds {available}; {wanted} is not in it.',
  'TRAINING.PROGRAM_UNUSABLE': 'The program folder {folder} cannot be used: {reason}.',
  'TRAINING.PARAMETERS_INVALID': 'The parameters cannot be stored: {problem}.',
  'TRAINING.PARAMETERS_TOO_LARGE': 'The parameters have {bytes} bytes as JSON; at most {limit} bytes can be stored.',
  'TRAINING.PURPOSE_DOES_NOT_FIT': 'A run for the purpose {purpose} scores with a {wanted}, not with a {scorer}.',
  'TRAINING.SUBJECT_UNKNOWN': 'No run of this workspace is known to have made the model version {subject} with a program that scores with it.',
  'TRAINING.RUN_ENDED': 'The run has ended already: {status}.',
};
