import { modelVersionEvaluatedV1, modelVersionNotReproducedV1, modelVersionRegisteredV1, modelVersionReproducedV1 } from '@throughline/registry-contracts';
import type { ModelVersionEvent } from '@throughline/registry-domain';
import { publish, type Publishing } from '@throughline/commands';

export const publishModelVersion: Publishing<ModelVersionEvent> = {
  ModelVersionRegistered: (data) => publish(modelVersionRegisteredV1, { ...data, authors: [...data.authors] }),
  ModelVersionEvaluated: (data) => publish(modelVersionEvaluatedV1, { ...data, weeks: [...data.weeks], authors: [...data.authors] }),
  ModelVersionReproduced: ({ differences: _, ...data }) => publish(modelVersionReproducedV1, { ...data, authors: [...data.authors] }),
  ModelVersionNotReproduced: ({ differences, ...data }) => publish(modelVersionNotReproducedV1, { ...data, differenceCount: differences, authors: [...data.authors] }),
  // Only who may not decide follows from it.
  ModelVersionMadeAgain: () => null,
  // Held until the run that made the version is known here; published with the registration.
  EvaluationHeld: () => null,
  RerunHeld: () => null,
};
