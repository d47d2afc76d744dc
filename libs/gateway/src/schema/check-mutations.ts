import type { GraphQLSchema } from 'graphql';
import { decisionOf } from '../auth/auth-decision.ts';
import type { CommandResolver } from '../commands/command-resolver.ts';

const sorted = (roles: readonly string[] | null | undefined): string => [...roles ?? []].sort().join(', ');

/** @throws Error where a mutation has no resolver, or its `@auth` and its command's contract name different roles */
export const checkMutations = (schema: GraphQLSchema, resolvers: Readonly<Record<string, unknown>> = {}): void => {
  for (const [name, field] of Object.entries(schema.getMutationType()?.getFields() ?? {})) {
    const resolver = resolvers[name] as Partial<CommandResolver> | undefined;
    if (!resolver) throw new Error(`mutation ${name} has no resolver`);
    if (!resolver.contract) continue;
    const [declared, needed] = [sorted(decisionOf(schema, field)?.roles), sorted(resolver.contract.roles)];
    if (declared !== needed) throw new Error(`mutation ${name}: @auth names ${declared || 'no role'}, the command ${resolver.contract.name} needs ${needed}`);
    const input = field.args.find((arg) => arg.name === 'input');
    if (!input) throw new Error(`mutation ${name} takes one argument, "input"`);
  }
};
