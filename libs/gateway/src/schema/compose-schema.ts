import { makeExecutableSchema } from '@graphql-tools/schema';
import type { DefinitionNode, GraphQLSchema, ObjectTypeDefinitionNode, TypeNode } from 'graphql';
import { concatAST, isTypeDefinitionNode, Kind, parse } from 'graphql';
import { denyByDefault } from '../auth/deny-by-default.ts';
import { changedEntity } from '../commands/changed-entity.ts';
import type { CommandResolver } from '../commands/command-resolver.ts';
import type { Fold } from '../read-models/fold.ts';
import type { Row } from '../read-models/row.ts';
import { entityFields } from '../resolvers/entity.ts';
import { platformResolvers } from '../resolvers/platform.ts';
import { enumValues } from './enum-values.ts';
import type { GatewayPart, TypeResolvers } from './gateway-part.ts';
import { encodeNodeId } from './node-id.ts';
import { scalars } from './scalars.ts';
import { checkMutations } from './check-mutations.ts';

const namedType = (type: TypeNode): string => type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type);
const implementing = (type: ObjectTypeDefinitionNode, name: string): boolean => type.interfaces?.some((i) => i.name.value === name) ?? false;

/** Fields of a fold's type: the entity's own, then the document's by name. */
const documentFields = (type: ObjectTypeDefinitionNode): TypeResolvers => Object.fromEntries((type.fields ?? []).map(({ name: { value: name } }) =>
  [name, name in entityFields ? entityFields[name as keyof typeof entityFields] : ({ doc }: Row<Record<string, unknown>>) => doc[name] ?? null]));

/** Payload fields that name a fold's type: the entity that was changed. */
const payloadFields = (type: ObjectTypeDefinitionNode, folds: ReadonlyMap<string, Fold>): TypeResolvers => Object.fromEntries((type.fields ?? []).flatMap(({ name, type: field }) => {
  const fold = folds.get(namedType(field));
  return fold ? [[name.value, changedEntity(fold)]] : [];
}));

// Merging would take two contexts' types of one name for one type.
const refuseTwins = (definitions: readonly DefinitionNode[]): void => {
  const seen = new Set<string>();
  for (const { name: { value } } of definitions.filter(isTypeDefinitionNode)) {
    if (seen.has(value)) throw new Error(`two parts of the schema define ${value}: names are unique over all contexts`);
    seen.add(value);
  }
};

/** One schema of all parts: SDL, resolvers, those that follow from names, and the check before each field. */
export const composeSchema = (sdl: readonly string[], parts: readonly GatewayPart[]): GraphQLSchema => {
  const typeDefs = concatAST(sdl.map((text) => parse(text)));
  refuseTwins(typeDefs.definitions);
  const folds = new Map(parts.flatMap((part) => part.folds.map((fold) => [fold.type, fold] as const)));
  const byStreamType = new Map([...folds.values()].map((fold) => [fold.streamType, fold]));
  const entityId = (stream: string): string | null => {
    const fold = byStreamType.get(stream.slice(0, -37));
    return fold ? encodeNodeId(fold.type, stream) : null;
  };

  const resolvers: Record<string, Record<string, unknown>> = { ...enumValues(typeDefs.definitions) };
  const add = (type: string, fields: TypeResolvers): void => { resolvers[type] = { ...resolvers[type], ...fields }; };
  for (const node of typeDefs.definitions) {
    // A scalar's code replaces its SDL, description included.
    if (node.kind === Kind.SCALAR_TYPE_DEFINITION) scalars[node.name.value]!.description = node.description?.value;
    if (node.kind !== Kind.OBJECT_TYPE_DEFINITION) continue;
    if (folds.has(node.name.value)) add(node.name.value, documentFields(node));
    if (implementing(node, 'CommandPayload')) add(node.name.value, payloadFields(node, folds));
  }
  for (const [type, fields] of Object.entries(platformResolvers(folds))) add(type, fields);
  for (const part of parts) {
    for (const [type, fields] of Object.entries(part.resolvers)) add(type, fields);
    for (const resolver of Object.values(part.resolvers['Mutation'] ?? {}) as CommandResolver[]) resolver.joinTo?.(part.refusals, entityId);
  }
  const schema = makeExecutableSchema({
    typeDefs, resolvers: { ...resolvers, ...scalars } as never, inheritResolversFromInterfaces: false,
    resolverValidationOptions: { requireResolversToMatchSchema: 'error' },
  });
  checkMutations(schema, resolvers['Mutation'] as Record<string, unknown>);
  return denyByDefault(schema);
};
