import { when } from '@throughline/kernel';
import { evaluationMeasuredV1 } from '@throughline/monitoring-contracts';
import type { Transaction } from '@throughline/commands';
import type { Baseline } from '@throughline/monitoring-domain';
import type { Policy } from '@throughline/projections';
import { lockFacts } from '../facts/awaiting.ts';
import { evaluationsBeside, findBaseline } from '../facts/evaluated-rows.ts';

/** A baseline that is measured after the evaluations on the same rows makes them be measured again beside it. */
export const whenBaselineMeasuredThenMeasureBesideIt: Policy = {
  name: 'when-baseline-measured-then-measure-beside-it',
  startFrom: 'beginning',
  on: [when(evaluationMeasuredV1, async ({ data, workspace }, tx: Transaction) => {
    if (data.purpose !== 'baseline') return [];
    await lockFacts(tx, workspace);
    const baseline = await findBaseline(tx, workspace, data.kpi, data.share, data.labels);
    if (!baseline) return [];
    const beside = await evaluationsBeside(tx, workspace, data.kpi, data.share, data.labels);
    return beside.map((evaluation) => ({ name: 'measure-beside-baseline', body: { evaluation, baseline } satisfies { evaluation: string; baseline: Baseline }, target: evaluation }));
  })],
};
