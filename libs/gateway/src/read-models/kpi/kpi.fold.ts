import type { Actor } from '@throughline/kernel';
import { when } from '@throughline/kernel';
import type { KpiBaselineRecordedV1, KpiDefinition } from '@throughline/requirements-contracts';
import { kpiBaselineRecordedV1, kpiDefinedV1, kpiRevisedV1, kpiTargetSetV1 } from '@throughline/requirements-contracts';
import { text } from '../columns.ts';
import { fold } from '../fold.ts';

export interface KpiDocument extends KpiDefinition {
  readonly kpiVersion: number;
  readonly definedBy: Actor;
  readonly baseline: (KpiBaselineRecordedV1 & { readonly by: Actor; readonly at: string }) | null;
  readonly target: number | null;
}

export const kpi = fold<KpiDocument>({
  name: 'kpi', version: 1,
  columns: { name: text((doc) => doc.name) },
  starts: [when(kpiDefinedV1, ({ data, actor }): KpiDocument => ({ ...data.definition, kpiVersion: data.kpiVersion, definedBy: actor, baseline: null, target: null }))],
  on: [
    when(kpiRevisedV1, ({ data, actor }) => ({ ...data.definition, kpiVersion: data.kpiVersion, definedBy: actor, baseline: null, target: null })),
    when(kpiBaselineRecordedV1, ({ data, actor, time }, doc) => ({ ...doc, baseline: { ...data, by: actor, at: time } })),
    when(kpiTargetSetV1, ({ data }, doc) => ({ ...doc, kpiVersion: data.kpiVersion, target: data.target })),
  ],
});
