import { digestOf } from '@throughline/kernel';
import type { DefineKpiBody } from '@throughline/requirements-contracts';
import type { KpiDefinition } from '@throughline/requirements-domain';

/** Two KPIs measure the same thing when their procedures have one digest. */
export const withProcedureDigest = (definition: DefineKpiBody['definition']): KpiDefinition =>
  ({ ...definition, procedureDigest: digestOf(definition.procedure) });
