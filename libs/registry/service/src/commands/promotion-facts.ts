import type { PromotionFacts } from '@throughline/registry-domain';
import type { Subject } from '@throughline/kernel';
import type { UnitOfWork } from '@throughline/commands';
import type { ModelVersions } from '../aggregates/model-versions.ts';
import { modelVersionStream } from '../aggregates/streams.ts';
import { newestVerdict } from '../read-models/contract-verdicts/contract-verdicts.ts';
import { gatesOfKpi } from '../read-models/gates/gates.ts';
import { kpiDefinedIn } from '../read-models/kpi-definitions/kpi-definitions.ts';

/** Everything known here about one subject: its own stream, asserted by the append, and what the other contexts said. */
export const promotionFacts = async (work: UnitOfWork, versions: ModelVersions, name: string, subject: Subject): Promise<PromotionFacts> => {
  const { state } = await versions.load(work, modelVersionStream(work.workspace, name, subject));
  if (state.status !== 'registered') return { version: state, kpiDefinedIn: null, contract: null, gates: [] };
  const { kpi, dataset, datasetVersion, datasetDigest } = state.registration;
  return {
    version: state,
    kpiDefinedIn: await kpiDefinedIn(work.tx, work.workspace, kpi),
    contract: await newestVerdict(work.tx, work.workspace, { dataset, datasetVersion, datasetDigest }),
    gates: await gatesOfKpi(work.tx, work.workspace, kpi),
  };
};
