import { readFileSync } from 'node:fs';
import type { GraphQLField, GraphQLNamedType, GraphQLObjectType } from 'graphql';
import { getNamedType, isEnumType, isInputObjectType, isInterfaceType, isIntrospectionType, isListType, isNonNullType, isObjectType, isScalarType, isSpecifiedScalarType } from 'graphql';
import { fieldDecision } from '../auth/deny-by-default.ts';
import { parts } from '../parts.ts';
import { composeSchema } from './compose-schema.ts';
import type { GatewayPart } from './gateway-part.ts';
import { loadSdl } from './load-sdl.ts';
import { printGatewaySchema } from './print-schema.ts';

const schema = composeSchema(loadSdl(parts), parts);
const types = Object.values(schema.getTypeMap()).filter((type) => !isIntrospectionType(type) && !(isScalarType(type) && isSpecifiedScalarType(type)));
const objects = types.filter(isObjectType);
const fieldsOf = (type: GraphQLNamedType): GraphQLField<unknown, unknown>[] => isObjectType(type) || isInterfaceType(type) ? Object.values(type.getFields()) : [];
const everyField = types.flatMap((type) => fieldsOf(type).map((field) => ({ path: `${type.name}.${field.name}`, type: type as GraphQLObjectType, field })));
const implementing = (name: string) => objects.filter((type) => type.getInterfaces().some((i) => i.name === name));
const argsOf = (field: GraphQLField<unknown, unknown>) => field.args.map(({ name, type }) => `${name}: ${String(type)}`);
const connections = everyField.filter(({ field, type }) => getNamedType(field.type).name.endsWith('Connection') && !isInterfaceType(type));

describe('the schema', () => {
  it('has fields to walk', () => expect([everyField.length > 100, connections.length > 1, implementing('Entity').length > 0]).toEqual([true, true, true]));

  it('is committed as it is composed', () => {
    // npm run check -- --write
    expect(readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8')).toBe(printGatewaySchema(loadSdl(parts)));
  });

  it('decides for every field who may see it', () => {
    expect(everyField.filter(({ type, field }) => !fieldDecision(schema, type.name, field)).map(({ path }) => path)).toEqual([]);
  });

  it('lets no mutation to just anybody', () => {
    const open = everyField.filter(({ type, field }) => type.name === 'Mutation' && !fieldDecision(schema, 'Mutation', field)?.roles);
    expect(open.map(({ path }) => path)).toEqual([]);
  });

  it('describes every type, field, argument and value', () => {
    const parts = types.flatMap((type) => [
      [type.name, type.description],
      ...fieldsOf(type).flatMap((field) => [[`${type.name}.${field.name}`, field.description], ...field.args.map((arg) => [`${type.name}.${field.name}(${arg.name})`, arg.description])]),
      ...(isEnumType(type) ? type.getValues().map((value) => [`${type.name}.${value.name}`, value.description]) : []),
      ...(isInputObjectType(type) ? Object.values(type.getFields()).map((field) => [`${type.name}.${field.name}`, field.description]) : []),
    ]);
    expect(parts.filter(([, description]) => !description).map(([name]) => name)).toEqual([]);
  });

  it('gives every connection first, last, after and before, nodes, edges, pageInfo and a nullable count', () => {
    for (const { path, field } of connections) {
      expect([path, argsOf(field)]).toEqual([path, expect.arrayContaining(['first: Int', 'last: Int', 'after: String', 'before: String'])]);
      const shape = Object.fromEntries(fieldsOf(getNamedType(field.type)).map(({ name, type }) => [name, String(type)]));
      expect([path, shape]).toEqual([path, expect.objectContaining({ nodes: expect.stringMatching(/^\[\w+!\]!$/), edges: expect.stringMatching(/^\[\w+Edge!\]!$/), pageInfo: 'PageInfo!', totalCount: 'Long' })]);
    }
  });

  it('lets every lookup and list of an entity be asked as of an instant', () => {
    const entities = new Set([...implementing('Entity').map(({ name }) => name), 'Node']);
    const entry = everyField.filter(({ type, field }) => type.name === 'Query' && (entities.has(getNamedType(field.type).name) || entities.has(getNamedType(field.type).name.replace(/Connection$/, ''))));
    expect(entry.length).toBeGreaterThan(2);
    for (const { path, field } of entry) expect([path, argsOf(field)]).toEqual([path, expect.arrayContaining(['asOf: DateTime'])]);
  });

  it('has a fold for every entity and an entity for every fold', () => {
    const folds = parts.flatMap((part) => part.folds.map(({ type }) => type)).sort();
    expect(implementing('Entity').map(({ name }) => name).sort()).toEqual(folds);
  });

  it('answers every mutation with a payload of its own, nullable so that no fault hides what others of the document did, and takes one input with a key', () => {
    const commands = everyField.filter(({ type, field }) => type.name === 'Mutation' && field.args.some(({ name }) => name === 'input'));
    expect(commands.length).toBeGreaterThan(0);
    for (const { path, field } of commands) {
      const capital = field.name.charAt(0).toUpperCase() + field.name.slice(1);
      expect([path, String(field.type), argsOf(field)]).toEqual([path, `${capital}Payload`, [`input: ${capital}Input!`]]);
      expect(implementing('CommandPayload').map(({ name }) => name)).toContain(`${capital}Payload`);
      const input = getNamedType(field.args[0]!.type);
      expect([path, isInputObjectType(input) && String(input.getFields()['idempotencyKey']?.type)]).toEqual([path, 'UUID!']);
    }
  });

  it('writes lists of things as [T!]!', () => {
    const loose = everyField.filter(({ field: { type } }) => {
      const list = isNonNullType(type) ? type.ofType : type;
      return isListType(list) && !(isNonNullType(type) && isNonNullType(list.ofType));
    });
    // An error may speak of no field at all.
    expect(loose.map(({ path }) => path).filter((path) => !/^(UserError|Refusal|ConflictError)\.path$/.test(path))).toEqual([]);
  });

  it('never counts with Int what may grow beyond it', () => {
    const counts = everyField.filter(({ field }) => /count|size|position|seq$|bytes|rows/i.test(field.name) && getNamedType(field.type).name === 'Int');
    expect(counts.map(({ path }) => path)).toEqual([]);
  });
});

describe('composition', () => {
  const part = (resolvers: GatewayPart['resolvers']): GatewayPart => ({ context: 'training', events: [], refusals: {}, folds: [], resolvers });

  it('refuses a name that two parts define', () => {
    expect(() => composeSchema([...loadSdl(parts), 'type Initiative { id: ID! }'], parts)).toThrow(/two parts of the schema define Initiative/);
  });

  it('refuses a mutation that names other roles than its command', () => {
    const sdl = loadSdl(parts).map((text) => text.replace('proposeInitiative(', 'proposeInitiative(').replace(/\): ProposeInitiativePayload @auth\(role: \[PRODUCT_OWNER\]\)/, '): ProposeInitiativePayload @auth(role: [VIEWER])'));
    expect(() => composeSchema(sdl, parts)).toThrow('mutation proposeInitiative: @auth names viewer, the command propose-initiative needs product-owner');
  });

  it('refuses a mutation without resolver, and a resolver without field', () => {
    expect(() => composeSchema([...loadSdl(parts), 'extend type Mutation { forgotten: String @auth(role: [ADMIN]) }'], parts)).toThrow('mutation forgotten has no resolver');
    expect(() => composeSchema(loadSdl(parts), [...parts, part({ Query: { unknown: () => null } })])).toThrow(/unknown/);
  });

  it('denies a field that nobody decided about', async () => {
    const open = composeSchema([...loadSdl(parts), 'extend type Query { undecided: String }'], [...parts, part({ Query: { undecided: () => 'secret' } })]);
    const field = open.getQueryType()!.getFields()['undecided']!;
    const ask = async () => field.resolve!(undefined, {}, { principal: { roles: ['admin'] } }, {} as never);
    await expect(ask()).rejects.toMatchObject({ message: 'Query.undecided is open to nobody', extensions: { code: 'FORBIDDEN' } });
  });
});
