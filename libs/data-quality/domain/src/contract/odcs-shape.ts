import {
  allOf, among, anything, at, count, fields, flag, integer, isFields, listOf, listOr, matching, number, positive, problemsOf, scalar, text, type Problem, type Shape,
} from '../shape/shape.ts';
import { serverShape } from './odcs-server-shape.ts';

// The shape of an Open Data Contract Standard 3.1 document, by our own reading of the standard; a check holds it against the official schema.
const later = (shape: () => Shape): Shape => (value, path, problems) => shape()(value, path, problems);

const stableId = matching(/^[A-Za-z0-9_-]+$/, 'an id of letters, digits, - and _');
const tags = listOf(text);
const custom = listOf(fields({ property: text, value: anything }, { id: stableId, description: text }));
const definitions = listOf(fields({ url: text, type: text }, { id: stableId, description: text }));
const roles = listOf(fields({ role: text }, { id: stableId, description: text, access: text, firstLevelApprovers: text, secondLevelApprovers: text, customProperties: custom }));
const day = matching(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, 'a date, YYYY-MM-DD');
const instant = matching(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])[Tt ]([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?([Zz]|[+-]([01]\d|2[0-3]):?[0-5]\d)$/, 'a date and time with zone');
const reference = matching(/^[A-Za-z_][A-Za-z0-9_]*\.[A-Za-z_][A-Za-z0-9_]*$|^(?:(?:https?:\/\/)?[A-Za-z0-9._\-/]+\.yaml#)?\/?[A-Za-z_][A-Za-z0-9_]*\/[A-Za-z0-9_-]+(?:\/[A-Za-z_][A-Za-z0-9_]*\/[A-Za-z0-9_-]+)*$/, 'a reference such as table.column');
const references = listOr(listOf(reference, { least: 1 }), reference);

const operators: Record<string, Shape> = {
  mustBe: anything, mustNotBe: anything, mustBeGreaterThan: number, mustBeGreaterOrEqualTo: number, mustBeLessThan: number, mustBeLessOrEqualTo: number,
  mustBeBetween: listOf(number, { least: 2, most: 2, unique: true }), mustNotBeBetween: listOf(number, { least: 2, most: 2, unique: true }),
};
export const operatorNames = Object.keys(operators);

const oneOperator: Shape = (value, path, problems) => {
  const given = isFields(value) ? operatorNames.filter((name) => value[name] !== undefined) : [];
  if (given.length !== 1) problems.push({ path, message: `needs exactly one of ${operatorNames.join(', ')}; it has ${given.length ? given.join(' and ') : 'none'}` });
};

const qualityCommon: Record<string, Shape> = {
  id: stableId, authoritativeDefinitions: definitions, businessImpact: text, customProperties: custom, description: text,
  dimension: among('accuracy', 'completeness', 'conformity', 'consistency', 'coverage', 'timeliness', 'uniqueness'),
  method: text, name: text, schedule: text, scheduler: text, severity: text, tags, type: among('text', 'library', 'sql', 'custom'), unit: text,
};
const metric = among('nullValues', 'missingValues', 'invalidValues', 'duplicateValues', 'rowCount');
const implementation: Shape = (value, path, problems) => {
  if (typeof value !== 'string' && !isFields(value)) problems.push({ path, message: 'must be a text or an object' });
};
const qualityByType: Record<string, Shape> = {
  library: allOf(fields({ metric }, { ...qualityCommon, rule: text, arguments: fields({}, {}, { open: true }), ...operators }), oneOperator),
  sql: allOf(fields({ query: text }, { ...qualityCommon, ...operators }), oneOperator),
  custom: fields({ engine: text, implementation }, qualityCommon),
  text: fields({}, qualityCommon),
};
const quality = listOf((value, path, problems) => {
  const kind = isFields(value) ? (value.type ?? (value.metric === undefined ? 'text' : 'library')) : 'text';
  (qualityByType[String(kind)] ?? fields({}, qualityCommon, { open: true }))(value, path, problems);
});

const element: Record<string, Shape> = {
  id: stableId, name: text, physicalType: text, description: text, businessName: text, authoritativeDefinitions: definitions, tags, customProperties: custom,
};
const bounds = (bound: Shape): Record<string, Shape> => ({ minimum: bound, maximum: bound, exclusiveMinimum: bound, exclusiveMaximum: bound });
const clock = { ...bounds(text), format: text, timezone: flag, defaultTimezone: text };
const optionsByType: Record<string, Record<string, Shape>> = {
  string: { minLength: count, maxLength: count, pattern: text, format: text },
  date: { ...bounds(text), format: text },
  timestamp: clock,
  time: clock,
  integer: { ...bounds(number), multipleOf: positive, format: among('i8', 'i16', 'i32', 'i64', 'i128', 'u8', 'u16', 'u32', 'u64', 'u128') },
  number: { ...bounds(number), multipleOf: positive, format: among('f32', 'f64') },
  object: { maxProperties: count, minProperties: count, required: listOf(text, { least: 1, unique: true }) },
  array: { maxItems: count, minItems: count, uniqueItems: flag },
  boolean: {},
};
const openOptions = new Set(['boolean']);

const relation = { type: among('foreignKey'), customProperties: custom };
const columnRelations = listOf(fields({ to: references }, relation));
const sameSides: Shape = (value, path, problems) => {
  if (isFields(value) && Array.isArray(value.from) !== Array.isArray(value.to)) problems.push({ path, message: 'from and to must both be a reference or both be lists' });
};
const tableRelations = listOf(allOf(fields({ from: references, to: references }, relation), sameSides));

const property = (nameNeeded: boolean): Shape => (value, path, problems) => {
  const kind = isFields(value) ? value.logicalType : undefined;
  const optional: Record<string, Shape> = {
    ...element, primaryKey: flag, primaryKeyPosition: integer, logicalType: among(...Object.keys(optionsByType)),
    logicalTypeOptions: fields({}, typeof kind === 'string' ? (optionsByType[kind] ?? {}) : {}, { open: openOptions.has(String(kind)) }),
    physicalName: text, required: flag, unique: flag, partitioned: flag, partitionKeyPosition: integer, classification: text, encryptedName: text,
    transformSourceObjects: listOf(text), transformLogic: text, transformDescription: text, examples: listOf(anything), criticalDataElement: flag,
    relationships: columnRelations, quality,
  };
  if (kind === undefined || kind === 'object') optional.properties = listOf(later(() => property(true)));
  if (kind === undefined || kind === 'array') optional.items = later(() => property(false));
  fields(nameNeeded ? { name: text } : {}, optional)(value, path, problems);
};

const table = fields({ name: text }, {
  ...element, logicalType: among('object'), physicalName: text, dataGranularityDescription: text,
  properties: listOf(property(true)), relationships: tableRelations, quality,
});

const member = fields({ username: text }, {
  id: stableId, name: text, description: text, role: text, dateIn: day, dateOut: day, replacedByUsername: text, tags, customProperties: custom, authoritativeDefinitions: definitions,
});
const team = listOr(listOf(member), fields({}, { id: stableId, name: text, description: text, members: listOf(member), tags, customProperties: custom, authoritativeDefinitions: definitions }));

const document = fields({
  version: text, apiVersion: among('v3.1.0', 'v3.0.2', 'v3.0.1', 'v3.0.0', 'v2.2.2', 'v2.2.1', 'v2.2.0'), kind: among('DataContract'), id: text, status: text,
}, {
  name: text, tenant: text, tags, dataProduct: text, domain: text, slaDefaultElement: text, contractCreatedTs: instant,
  description: fields({}, { usage: text, purpose: text, limitations: text, authoritativeDefinitions: definitions, customProperties: custom }, { open: true }),
  servers: listOf(serverShape({ id: stableId, description: text, environment: text, roles, customProperties: custom })),
  schema: listOf(table),
  support: listOf(fields({ channel: text }, { id: stableId, url: text, description: text, tool: text, scope: text, invitationUrl: text, customProperties: custom })),
  price: fields({}, { id: stableId, priceAmount: number, priceCurrency: text, priceUnit: text }),
  team, roles,
  slaProperties: listOf(fields({ property: text, value: scalar }, {
    id: stableId, valueExt: scalar, unit: text, element: text, driver: text, description: text, scheduler: text, schedule: text,
  })),
  authoritativeDefinitions: definitions, customProperties: custom,
});

/** What keeps a document from being an ODCS 3.1 contract; empty when it is one. */
export const odcsProblems = (value: unknown): Problem[] => problemsOf(document, value).map((problem) => ({ ...problem, path: problem.path || at('', 'document') }));
