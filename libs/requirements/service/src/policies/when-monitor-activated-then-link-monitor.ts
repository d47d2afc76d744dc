import { when } from '@throughline/kernel';
import { monitorActivatedV1 } from '@throughline/monitoring-contracts';
import type { Transaction } from '@throughline/commands';
import type { Policy } from '@throughline/projections';
import { initiativesOf, lockAnchor } from '../read-models/known-facts/known-facts.ts';

/** A monitor watches the initiatives whose KPI it measures. */
export const whenMonitorActivatedThenLinkMonitor: Policy = {
  name: 'when-monitor-activated-then-link-monitor',
  startFrom: 'beginning',
  on: [when(monitorActivatedV1, async ({ data, workspace }, tx: Transaction) => {
    await lockAnchor(tx, workspace, data.kpi);
    const initiatives = await initiativesOf(tx, workspace, data.kpi);
    return initiatives.map((initiative) => ({ name: 'link-initiative-monitor', body: { initiative, monitor: data.monitor, kpi: data.kpi }, target: initiative }));
  })],
};
