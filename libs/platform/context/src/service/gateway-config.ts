import { parseConfig, text, type Config } from '@throughline/config';
import { CONTEXTS, type ContextName } from '@throughline/kernel';
import type { ProcessConfig } from '../process/open-process.ts';
import { addressVariable, contextAddresses, listenPort, PROCESS_RULES, PROCESS_VARIABLES } from '../process/process-variables.ts';

const OWN_VARIABLES = {
  ...PROCESS_VARIABLES,
  PORT: listenPort(4000),
  CONSISTENCY_SECRET: text('Signs consistency tokens, at least 32 characters, the same for every gateway of an installation; kept in DATA_DIR when it is not set', { secret: true }),
} as const;

/** Everything that the gateway's process reads from its environment. */
export const GATEWAY_VARIABLES = { ...OWN_VARIABLES, ...contextAddresses(CONTEXTS) } as typeof OWN_VARIABLES;

/** The environment of the gateway, parsed. */
export type GatewayConfig = ProcessConfig & Config<typeof OWN_VARIABLES> & { readonly contexts: Readonly<Record<ContextName, readonly string[]>> };

/** @throws ConfigError naming every wrong variable */
export const readGatewayConfig = (env: NodeJS.ProcessEnv): GatewayConfig => {
  const config = parseConfig(GATEWAY_VARIABLES, env, {
    required: ['DATABASE_URL', ...CONTEXTS.map(addressVariable)] as never,
    rules: [...PROCESS_RULES, ({ CONSISTENCY_SECRET }) => (CONSISTENCY_SECRET === undefined || CONSISTENCY_SECRET.length >= 32 ? null : 'CONSISTENCY_SECRET has fewer than 32 characters')],
  });
  const addresses = config as unknown as Readonly<Record<string, readonly string[]>>;
  return { ...config, DATABASE_URL: config.DATABASE_URL!, contexts: Object.fromEntries(CONTEXTS.map((context) => [context, addresses[addressVariable(context)]])) as GatewayConfig['contexts'] };
};
