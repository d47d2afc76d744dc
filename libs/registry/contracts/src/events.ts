import type { EventContract } from '@throughline/kernel';
import { modelNamedV1 } from './model-named.v1.ts';
import { modelVersionEvaluatedV1 } from './model-version-evaluated.v1.ts';
import { modelVersionNotReproducedV1 } from './model-version-not-reproduced.v1.ts';
import { modelVersionNumberedV1 } from './model-version-numbered.v1.ts';
import { modelVersionPromotedV1 } from './model-version-promoted.v1.ts';
import { modelVersionRegisteredV1 } from './model-version-registered.v1.ts';
import { modelVersionReproducedV1 } from './model-version-reproduced.v1.ts';
import { modelVersionRolledBackV1 } from './model-version-rolled-back.v1.ts';
import { promotionDeclinedV1 } from './promotion-declined.v1.ts';
import { promotionRequestedV1 } from './promotion-requested.v1.ts';
import { promotionWithdrawnV1 } from './promotion-withdrawn.v1.ts';

/** Every public event of this context. */
export const registryEvents = [
  modelNamedV1,
  modelVersionNumberedV1,
  promotionRequestedV1,
  modelVersionPromotedV1,
  promotionDeclinedV1,
  promotionWithdrawnV1,
  modelVersionRolledBackV1,
  modelVersionRegisteredV1,
  modelVersionEvaluatedV1,
  modelVersionReproducedV1,
  modelVersionNotReproducedV1,
] satisfies readonly EventContract[];
