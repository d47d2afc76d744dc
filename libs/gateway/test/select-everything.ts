import type { GraphQLField, GraphQLNamedType, GraphQLSchema } from 'graphql';
import { getNamedType, isInterfaceType, isLeafType, isNonNullType, isObjectType, isUnionType } from 'graphql';

const needsArguments = (field: GraphQLField<unknown, unknown>): boolean => field.args.some(({ type, defaultValue }) => isNonNullType(type) && defaultValue === undefined);
const isConnection = (type: GraphQLNamedType): boolean => type.name.endsWith('Connection');

/** Selects every field of a type down to some depth, pages included; leaves out what cannot be asked without arguments. */
export const selectEverything = (type: GraphQLNamedType, depth: number): string => {
  if (isUnionType(type) || isInterfaceType(type)) return '{ __typename }';
  if (!isObjectType(type)) throw new Error(`${type.name} has no fields`);
  const fields = Object.values(type.getFields()).filter((field) => !needsArguments(field)).flatMap((field) => {
    const of = getNamedType(field.type);
    if (isLeafType(of)) return [field.name];
    if (depth === 0 || field.name === 'edges') return [];
    return [isConnection(of) ? `${field.name}(first: 3) ${selectEverything(of, depth)}` : `${field.name} ${selectEverything(of, depth - 1)}`];
  });
  // Fields of one name but other types of two objects meet only in fragments, of which there are none here.
  return `{ ${fields.length > 0 ? fields.join(' ') : '__typename'} }`;
};

/** The list fields of Query: name and type of what they list. */
export const listsOf = (schema: GraphQLSchema): { readonly name: string; readonly type: GraphQLNamedType }[] =>
  Object.values(schema.getQueryType()!.getFields()).map((field) => ({ name: field.name, type: getNamedType(field.type) })).filter(({ type }) => isConnection(type));
