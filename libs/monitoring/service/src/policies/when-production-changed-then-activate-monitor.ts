import { when, type Subject } from '@throughline/kernel';
import { modelVersionPromotedV1, modelVersionRolledBackV1 } from '@throughline/registry-contracts';
import type { ChangeCause, Wanted } from '@throughline/monitoring-domain';
import type { Policy, PolicyCommand } from '@throughline/projections';

interface Change { readonly model: string; readonly name: string; readonly environment: string; readonly kpi: string; readonly subject: Subject }

const activate = ({ model, name, environment, kpi, subject }: Change, cause: ChangeCause): readonly PolicyCommand<Wanted>[] =>
  [{ name: 'activate-monitor', body: { model, modelName: name, environment, kpi, subject, cause }, target: 'monitor' }];

/** What serves in an environment is watched there. */
export const whenProductionChangedThenActivateMonitor: Policy = {
  name: 'when-production-changed-then-activate-monitor',
  startFrom: 'beginning',
  on: [
    when(modelVersionPromotedV1, ({ data }) => activate(data, 'promotion')),
    when(modelVersionRolledBackV1, ({ data }) => activate(data, 'rollback')),
  ],
};
