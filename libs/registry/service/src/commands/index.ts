import { decidePromotion, requestPromotion, rollBackModelVersion, withdrawPromotion } from '@throughline/registry-contracts';
import { internalCommand, type RegisteredCommand } from '@throughline/commands';
import { DecidePromotion, DecidePromotionHandler } from './decide-promotion.ts';
import { NumberModelVersion, NumberModelVersionHandler } from './number-model-version.ts';
import { RecordEvaluation, RecordEvaluationHandler } from './record-evaluation.ts';
import { RecordRerun, RecordRerunHandler } from './record-rerun.ts';
import { RegisterModelVersion, RegisterModelVersionHandler } from './register-model-version.ts';
import { RequestPromotion, RequestPromotionHandler } from './request-promotion.ts';
import { RollBackModelVersion, RollBackModelVersionHandler } from './roll-back-model-version.ts';
import { WithdrawPromotion, WithdrawPromotionHandler } from './withdraw-promotion.ts';

export const commands: readonly RegisteredCommand[] = [
  { contract: requestPromotion, command: RequestPromotion },
  { contract: decidePromotion, command: DecidePromotion },
  { contract: withdrawPromotion, command: WithdrawPromotion },
  { contract: rollBackModelVersion, command: RollBackModelVersion },
  { contract: internalCommand('registry', 'register-model-version'), command: RegisterModelVersion },
  { contract: internalCommand('registry', 'number-model-version'), command: NumberModelVersion },
  { contract: internalCommand('registry', 'record-evaluation'), command: RecordEvaluation },
  { contract: internalCommand('registry', 'record-rerun'), command: RecordRerun },
];

export const handlers = [
  DecidePromotionHandler, NumberModelVersionHandler, RecordEvaluationHandler, RecordRerunHandler, RegisterModelVersionHandler,
  RequestPromotionHandler, RollBackModelVersionHandler, WithdrawPromotionHandler,
];
