import { ConfigError, describeConfig, EXIT_CONFIG } from '@throughline/config';
import { DataDirError } from '@throughline/embedded-postgres';
import { PLANE_VARIABLES, readPlaneConfig } from './plane-config.ts';
import { startPlane, type PlaneOptions } from './plane.ts';

const STOP_WITHIN_MS = 10_000;

const USAGE = `Usage: npm start
Runs all contexts and the gateway in one process, on an embedded PostgreSQL unless DATABASE_URL names another.

Environment:
${describeConfig(PLANE_VARIABLES)}
`;

/** The process around a plane: arguments, configuration, signals and exit codes. 78: bad configuration; 0: stopped as asked. */
export const runPlane = async (options: Omit<PlaneOptions, 'config'>, args: readonly string[]): Promise<void> => {
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(USAGE);
    return;
  }
  if (args.length) {
    process.stderr.write(`Unknown argument ${args[0]}. See --help.\n`);
    process.exitCode = EXIT_CONFIG;
    return;
  }
  try {
    const plane = await startPlane({ ...options, config: readPlaneConfig(process.env) });
    let stopping = false;
    const stop = (signal: string): void => {
      // Asked twice, it does not wait; by its own exit, so that the database is still told to stop.
      if (stopping) process.exit(1);
      stopping = true;
      process.stderr.write(`${signal}: stopping. Once more to stop at once.\n`);
      // What hangs must not keep the process: everything acknowledged is in the database already.
      setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref();
      plane.stop().then(() => process.exit(0), (error: unknown) => {
        process.stderr.write(`could not stop cleanly: ${String(error)}\n`);
        process.exit(1);
      });
    };
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop(signal));
    process.stderr.write(`GraphQL   ${plane.url}/graphql\nHealth    ${plane.url}/health/ready\nMetrics   ${plane.url}/metrics\n`
      + 'A token  npx throughline token --as product-owner --workspace default\nStop with Ctrl-C.\n');
  } catch (error) {
    const known = error instanceof ConfigError || error instanceof DataDirError;
    process.stderr.write(`${known ? error.message : error instanceof Error ? error.stack : String(error)}\n`);
    process.exit(known ? EXIT_CONFIG : 1);
  }
};
