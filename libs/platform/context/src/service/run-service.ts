import { describeConfig } from '@throughline/config';
import type { ContextDefinition } from '../context-definition.ts';
import { runProcess } from '../process/run-process.ts';
import { readServiceConfig, serviceVariables } from './service-config.ts';
import { startService } from './start-service.ts';

const usage = (definition: ContextDefinition): string => `Usage: node apps/${definition.name}/dist/main.js
Runs the ${definition.name} context as a process of its own; any number of them may run.

Environment:
${describeConfig(serviceVariables(definition))}
`;

/** The process of one context. */
export const runService = (definition: ContextDefinition, args: readonly string[]): Promise<void> => runProcess({
  usage: usage(definition),
  start: (fail) => startService(definition, readServiceConfig(definition, process.env), fail),
  greeting: ({ url }) => `The ${definition.name} service listens on ${url}, health on ${url}/health/ready\n`,
}, args);
