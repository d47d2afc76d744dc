import { describeConfig } from '@throughline/config';
import type { PlaneGateway } from '../plane/plane-ports.ts';
import { runProcess } from '../process/run-process.ts';
import { GATEWAY_VARIABLES, readGatewayConfig } from './gateway-config.ts';
import { startGateway } from './start-gateway.ts';

const USAGE = `Usage: node apps/gateway/dist/main.js
Runs the gateway as a process of its own; any number of them may run.

Environment:
${describeConfig(GATEWAY_VARIABLES)}
`;

/** The process of the gateway. */
export const runGateway = (gateway: PlaneGateway, args: readonly string[]): Promise<void> => runProcess({
  usage: USAGE,
  start: (fail) => startGateway(gateway, readGatewayConfig(process.env), fail),
  greeting: ({ url }) => `The gateway listens on ${url}/graphql, health on ${url}/health/ready\n`,
}, args);
