import { describeConfig } from '@throughline/config';
import { runProcess } from '../process/run-process.ts';
import { PLANE_VARIABLES, readPlaneConfig } from './plane-config.ts';
import { startPlane, type PlaneOptions } from './plane.ts';

const USAGE = `Usage: npm start
Runs all contexts and the gateway in one process, on an embedded PostgreSQL unless DATABASE_URL names another.

Environment:
${describeConfig(PLANE_VARIABLES)}
`;

/** The process around a plane. */
export const runPlane = (options: Omit<PlaneOptions, 'config' | 'fail'>, args: readonly string[]): Promise<void> => runProcess({
  usage: USAGE,
  start: (fail) => startPlane({ ...options, config: readPlaneConfig(process.env), fail }),
  greeting: ({ url }) => `GraphQL   ${url}/graphql\nHealth    ${url}/health/ready\nMetrics   ${url}/metrics\n`
    + 'A token  npx throughline token --as product-owner --workspace default\nStop with Ctrl-C.\n',
}, args);
