import { Aggregate, type AppendedEvent, type CommandExecutor, type Transaction } from '@throughline/commands';
import { monitorDecider, type Monitor, type MonitorCommand, type MonitorEvent, type MonitorRefusal } from '@throughline/monitoring-domain';
import { beginWaiting, endWaiting } from '../facts/awaiting.ts';
import { publishMonitor } from '../integration/published/monitor.ts';
import { requestWork } from './request-work.ts';

const appended = async (tx: Transaction, event: AppendedEvent): Promise<void> => {
  const { stream, meta } = event;
  const { type } = event.event as MonitorEvent;
  if (type === 'MonitorAwaited') await beginWaiting(tx, meta.workspace, stream, 'resume-monitor');
  if (type === 'MonitorActivated' || type === 'MonitorSubjectChanged') await endWaiting(tx, meta.workspace, stream);
  if (type === 'WindowMeasurementRequested') await requestWork(tx, 'measure-window', event);
};

export class Monitors extends Aggregate<MonitorCommand, Monitor, MonitorEvent, MonitorRefusal> {
  constructor(executor: CommandExecutor) {
    super(executor, { type: 'monitor', decider: monitorDecider, publishing: publishMonitor, appended });
  }
}
