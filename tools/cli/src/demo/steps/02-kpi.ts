import type { Step } from '../story.ts';

/** The KPI is defined, still without a baseline. */
export const kpi: Step = {
  number: 2, title: 'A KPI says what success is',
  async tell({ people, ids, output }) {
    const owner = people['product-owner'];
    ids.kpi = await owner.do('defineKpi', { definition: {
      name: 'Late flights among those warned of', metric: { name: 'RECALL_AT_SHARE', share: 0.3 }, unit: 'RATIO', direction: 'HIGHER', window: 'ISO_WEEK',
      segment: 'all flights', procedure: { label: 'late', expression: 'delay > 15', columns: ['delay'] }, guards: [{ metric: 'CALIBRATION_ERROR', atMost: 0.05 }],
    } });
    await owner.do('linkInitiativeKpi', { initiativeId: ids.initiative, expectedVersion: null, kpiId: ids.kpi });
    output.line('Of the flights that arrive late in a week, the share among the 30 % warned of; guard: calibration error ≤ 0.05.  → kpi-defined');
    const refusal = await owner.refused('setKpiTarget', { kpiId: ids.kpi, expectedVersion: 1, target: 0.43 }, 'REQUIREMENTS.BASELINE_MISSING');
    output.line(`A target without a baseline is refused: ${refusal.message}`);
  },
};
