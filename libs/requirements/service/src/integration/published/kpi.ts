import { kpiBaselineRecordedV1, kpiDefinedV1, kpiRevisedV1, kpiTargetSetV1, type KpiDefinition as PublicDefinition } from '@throughline/requirements-contracts';
import type { KpiDefinition, KpiEvent } from '@throughline/requirements-domain';
import { publish, type Publishing } from '@throughline/commands';

const definitionOf = (definition: KpiDefinition): PublicDefinition =>
  ({ ...definition, procedure: { ...definition.procedure, columns: [...definition.procedure.columns] }, guards: [...definition.guards] });

export const publishKpi: Publishing<KpiEvent> = {
  KpiDefined: (data) => publish(kpiDefinedV1, { ...data, definition: definitionOf(data.definition) }),
  KpiRevised: (data) => publish(kpiRevisedV1, { ...data, definition: definitionOf(data.definition) }),
  KpiBaselineRecorded: (data) => publish(kpiBaselineRecordedV1, { ...data, weeks: [...data.weeks] }),
  KpiTargetSet: (data) => publish(kpiTargetSetV1, { ...data, guards: [...data.guards] }),
};
