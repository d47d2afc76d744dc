import type { PlanePorts, Readiness } from '@throughline/context';
import type { ConsumerMetrics } from '@throughline/projections';

/** What the gateway needs of the process that it runs in. */
export interface GatewayPorts extends Omit<PlanePorts, 'readiness' | 'consumerMetrics'> {
  readonly readiness: Pick<Readiness, 'look' | 'startingSince'>;
  readonly consumerMetrics?: ConsumerMetrics | undefined;
}
