import { MapperKind, mapSchema } from '@graphql-tools/utils';
import type { GraphQLFieldConfig, GraphQLSchema } from 'graphql';
import { defaultFieldResolver, isInterfaceType, isObjectType } from 'graphql';
import type { GatewayContext } from '../resolvers/gateway-context.ts';
import type { AuthDecision } from './auth-decision.ts';
import { decisionOf, demand } from './auth-decision.ts';

/** What decides about a field: its own `@auth`, else its type's. */
export const fieldDecision = (schema: GraphQLSchema, typeName: string, field: Parameters<typeof decisionOf>[1]): AuthDecision | null => {
  const type = schema.getType(typeName);
  return decisionOf(schema, field) ?? (isObjectType(type) || isInterfaceType(type) ? decisionOf(schema, type) : null);
};

/** Puts a check before every resolver. A field that nobody decided about is denied to everybody. */
export const denyByDefault = (schema: GraphQLSchema): GraphQLSchema => mapSchema(schema, {
  [MapperKind.OBJECT_FIELD](field: GraphQLFieldConfig<unknown, GatewayContext>, name, typeName) {
    const decision = fieldDecision(schema, typeName, field);
    const resolve = field.resolve ?? defaultFieldResolver;
    field.resolve = (source, args, context, info) => {
      demand(decision, context.principal, `${typeName}.${name}`);
      return resolve(source, args, context, info);
    };
    return field;
  },
});
