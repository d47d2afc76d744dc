import { registryEvents } from '@throughline/registry-contracts';
import type { ContextDefinition } from '@throughline/context';
import { ModelVersions } from './aggregates/model-versions.ts';
import { Models } from './aggregates/models.ts';
import { commands, handlers } from './commands/index.ts';
import { eventBackbone } from './migrations/1764072000000-event-backbone.ts';
import { promotionFacts } from './migrations/1764072000001-promotion-facts.ts';
import { whenEvaluationMeasuredThenRecordEvaluation } from './policies/when-evaluation-measured-then-record-evaluation.ts';
import { whenModelVersionRegisteredThenNumberModelVersion } from './policies/when-model-version-registered-then-number-model-version.ts';
import { whenTrainingRunDifferedThenRecordDifference } from './policies/when-training-run-differed-then-record-difference.ts';
import { whenTrainingRunReproducedThenRecordReproduction } from './policies/when-training-run-reproduced-then-record-reproduction.ts';
import { whenTrainingRunSucceededThenRegisterModelVersion } from './policies/when-training-run-succeeded-then-register-model-version.ts';
import { contractVerdicts } from './read-models/contract-verdicts/contract-verdicts.ts';
import { gates } from './read-models/gates/gates.ts';
import { kpiDefinitions } from './read-models/kpi-definitions/kpi-definitions.ts';

/** Composition root of the registry context. */
export const registryContext: ContextDefinition = {
  name: 'registry',
  events: registryEvents,
  migrations: [eventBackbone, promotionFacts],
  aggregates: [Models, ModelVersions],
  commands,
  handlers,
  readModels: [contractVerdicts, gates, kpiDefinitions],
  policies: [
    whenTrainingRunSucceededThenRegisterModelVersion, whenModelVersionRegisteredThenNumberModelVersion, whenEvaluationMeasuredThenRecordEvaluation,
    whenTrainingRunReproducedThenRecordReproduction, whenTrainingRunDifferedThenRecordDifference,
  ],
};
