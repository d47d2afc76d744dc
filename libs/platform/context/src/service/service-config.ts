import { list, parseConfig, type Config } from '@throughline/config';
import { CONTEXTS, type ContextName } from '@throughline/kernel';
import { ownerOf } from '@throughline/projections';
import { consumedTopicsOf, type ContextDefinition } from '../context-definition.ts';
import type { ProcessConfig } from '../process/open-process.ts';
import { addressVariable, contextAddresses, listenPort, PROCESS_RULES, PROCESS_VARIABLES } from '../process/process-variables.ts';

const FIRST_PORT = 4001;

/** What a service reads besides what all processes do. */
const SERVICE_VARIABLES = {
  ...PROCESS_VARIABLES,
  PORT: listenPort(FIRST_PORT),
  DATASET_ROOTS: list('Folders that dataset files are named in', { default: '.' }),
  TRAINING_ROOTS: list('Folders that training programs are named in', { default: '.' }),
} as const;

/** The environment of a service, parsed. */
export type ServiceConfig = ProcessConfig & Config<typeof SERVICE_VARIABLES> & {
  /** Addresses of the contexts whose events this one consumes: it reads their histories. */
  readonly neighbours: Readonly<Partial<Record<ContextName, readonly string[]>>>;
};

/** Contexts whose events a context consumes, other than its own. */
export const neighboursOf = (definition: ContextDefinition): readonly ContextName[] =>
  [...new Set(consumedTopicsOf(definition).map(ownerOf))].filter((context) => context !== definition.name);

/** Everything that a context's service reads from its environment. */
export const serviceVariables = (definition: ContextDefinition) => ({
  ...SERVICE_VARIABLES, PORT: listenPort(FIRST_PORT + CONTEXTS.indexOf(definition.name)), ...contextAddresses(neighboursOf(definition)),
}) as typeof SERVICE_VARIABLES;

/** @throws ConfigError naming every wrong variable */
export const readServiceConfig = (definition: ContextDefinition, env: NodeJS.ProcessEnv): ServiceConfig => {
  const neighbours = neighboursOf(definition);
  const config = parseConfig(serviceVariables(definition), env, { required: ['DATABASE_URL', ...neighbours.map(addressVariable)] as never, rules: PROCESS_RULES });
  const addresses = config as unknown as Readonly<Record<string, readonly string[]>>;
  return { ...config, DATABASE_URL: config.DATABASE_URL!, neighbours: Object.fromEntries(neighbours.map((context) => [context, addresses[addressVariable(context)]])) };
};
