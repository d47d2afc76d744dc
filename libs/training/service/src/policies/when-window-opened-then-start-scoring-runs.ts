import { when } from '@throughline/kernel';
import { windowOpenedV1 } from '@throughline/monitoring-contracts';
import type { Policy } from '@throughline/projections';
import type { StartAskedScoringRunBody } from '../commands/start-asked-scoring-run.ts';

/** Scores the week of a window with the version in production and, beside it, with the feature that ranks the KPI's baseline. */
export const whenWindowOpenedThenStartScoringRuns: Policy = {
  name: 'when-window-opened-then-start-scoring-runs',
  startFrom: 'beginning',
  on: [when(windowOpenedV1, ({ data }) => {
    const common = {
      kpi: data.kpi, kpiVersion: data.kpiVersion, dataset: data.dataset, datasetVersion: data.datasetVersion, weeks: [data.week],
      window: { monitor: data.monitor, week: data.week },
    };
    const model: StartAskedScoringRunBody = { ...common, purpose: 'window', scorer: { kind: 'model', subject: data.subject, run: null } };
    const commands = [{ name: 'start-asked-scoring-run', body: model, target: 'window' }];
    if (data.baselineFeature !== null && data.baselineRun !== null) {
      const baseline: StartAskedScoringRunBody = { ...common, purpose: 'window-baseline', scorer: { kind: 'feature', feature: data.baselineFeature, run: data.baselineRun } };
      commands.push({ name: 'start-asked-scoring-run', body: baseline, target: 'window-baseline' });
    }
    return commands;
  })],
};
