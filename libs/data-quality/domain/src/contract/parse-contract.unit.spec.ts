import { parseContract, type Rule } from '../index.ts';

type Json = Record<string, unknown>;

const head = { apiVersion: 'v3.1.0', kind: 'DataContract', id: 'c', version: '1.0.0', status: 'active' };
const table = (more: Json, properties: Json[] = [{ name: 'a', logicalType: 'integer' }, { name: 's', logicalType: 'string' }, { name: 't', logicalType: 'timestamp' }]) => ({ ...head, schema: [{ name: 'x', properties, ...more }] });
const quality = (entry: Json) => table({ quality: [entry] });
const custom = (kind: unknown, args: unknown, more: Json = {}) => quality({ id: 'r', type: 'custom', engine: 'throughline', implementation: { kind, arguments: args }, ...more });

const read = (document: unknown) => {
  const reading = parseContract(document);
  if (reading.status === 'refused') throw new Error(JSON.stringify(reading.problems));
  return reading;
};
const refused = (document: unknown): Record<string, string> => {
  const reading = parseContract(document);
  return reading.status === 'read' ? {} : Object.fromEntries(reading.problems.map(({ path, message }) => [path, message]));
};
const rulesOf = (document: unknown): Rule[] => read(document).contract.tables[0]!.rules;

describe('a document that is no contract', () => {
  it.each([
    [null, 'document', 'must be an object'],
    [[], 'document', 'must be an object'],
    [{ ...head, id: undefined }, 'id', 'is missing'],
    [{ ...head, kind: 'Contract' }, 'kind', 'one of DataContract'],
    [{ ...head, colour: 'red' }, 'colour', 'is not a field'],
    [{ ...head, schema: {} }, 'schema', 'must be a list'],
    [{ ...head, schema: [{ name: 'x', properties: [{ name: 7 }] }] }, 'schema[0].properties[0].name', 'must be a text, not 7'],
    [table({}, [{ name: 'a', logicalType: 'string', logicalTypeOptions: { minimum: 1 } }]), 'schema[0].properties[0].logicalTypeOptions.minimum', 'is not a field'],
    [quality({ metric: 'rowCount' }), 'schema[0].quality[0]', 'exactly one of'],
    [quality({ metric: 'rowCount', mustBe: 1, mustNotBe: 2 }), 'schema[0].quality[0]', 'it has mustBe and mustNotBe'],
    [{ ...head, servers: [{ server: 's', type: 'postgres', host: 'h', port: '1', database: 'd', schema: 's' }] }, 'servers[0].port', 'whole number'],
  ])('%j is refused at %s', (document, path, message) => {
    expect(refused(document)[path]).toContain(message);
  });
});

describe('a rule that cannot be understood', () => {
  const at = 'schema[0].quality[0]';
  it.each([
    [custom('no-such', {}), `${at}.implementation.kind`, 'must be one of not-null'],
    [custom('readable', { column: 'a' }), `${at}.implementation.kind`, 'must be one of'],
    [custom('range', []), `${at}.implementation.arguments`, 'must be an object'],
    [custom('range', { column: 'a' }), `${at}.implementation.arguments`, 'at least one of min'],
    [custom('range', { column: 'a', min: 2, max: 1 }), `${at}.implementation.arguments`, 'no value lies between 2 and 1'],
    [custom('range', { column: 'a', min: 1, above: 1 }), `${at}.implementation.arguments.above`, 'one lower bound'],
    [custom('range', { column: 'a', min: 1, maximum: 2 }), `${at}.implementation.arguments.maximum`, 'is not a field'],
    [custom('range', { column: 'b', min: 1 }), at, '"b" is no property of the table; it has a, s, t'],
    [custom('range', { column: 's', min: 1 }), at, '"s" is a string; this rule needs number or integer'],
    [custom('range', { column: 't', min: '2001-02-30' }), `${at}.implementation.arguments.min`, 'there is no day 2001-02-30'],
    [custom('pattern', { column: 's', pattern: '[', match: 'whole' }), `${at}.implementation.arguments.pattern`, 'no regular expression'],
    [custom('pattern', { column: 's', pattern: '(?=a)b', match: 'whole' }), `${at}.implementation.arguments.pattern`, 'looks ahead'],
    [custom('pattern', { column: 's', pattern: '(a)\\1', match: 'whole' }), `${at}.implementation.arguments.pattern`, 'refers back'],
    [custom('compare-columns', { left: 'a', operator: '; DROP', right: 's' }), `${at}.implementation.arguments.operator`, 'one of ='],
    [custom('hour-not-in', { column: 't', hours: [24] }), `${at}.implementation.arguments.hours[0]`, '0 to 23'],
    [custom('unique', { columns: [] }), `${at}.implementation.arguments.columns`, 'at least 1'],
    [custom('one-of', { column: 's', values: ['a', 1] }), `${at}.implementation.arguments.values`, 'all texts'],
    [custom('known-values', { columns: ['s'], time: 't', reference: { from: '2001-02-01', to: '2001-01-01' }, evaluated: { from: '2001-03-01' } }), `${at}.implementation.arguments.reference`, 'begin before it ends'],
    [custom('week-complete', { time: 't', lastAfter: { weekday: 8, time: '23:00' } }), `${at}.implementation.arguments.lastAfter.weekday`, '1 (Monday) to 7'],
    [quality({ type: 'custom', engine: 'throughline', implementation: 'range' }), `${at}.implementation`, 'must be an object'],
    [quality({ metric: 'nullValues', mustBe: 0 }), `${at}.metric`, 'put it under that property'],
    [quality({ metric: 'rowCount', mustBe: 'many' }), `${at}.mustBe`, 'must be a number'],
    [quality({ metric: 'rowCount', mustBeBetween: [5, 3] }), `${at}.mustBeBetween`, 'lower bound first'],
    [quality({ metric: 'duplicateValues', arguments: { columns: ['a'] }, mustBe: 0 }), `${at}.arguments.columns`, 'it knows properties'],
    [table({ quality: [{ id: 'r', metric: 'rowCount', mustBe: 1 }, { id: 'r', metric: 'rowCount', mustBe: 2 }] }), 'schema[0].quality[1].id', 'is there twice'],
    [table({}, [{ name: 'a' }, { name: 'a' }]), 'schema[0].properties[1].name', 'is there twice'],
    [table({}, [{ name: 'a', customProperties: [{ property: 'availableAt', value: 'later' }] }]), 'schema[0].properties[0].customProperties[0].value', 'it names none'],
    [{ ...head, customProperties: [{ property: 'moments', value: ['a', 'a'] }] }, 'customProperties[0].value', 'each once'],
  ])('%j is refused at %s', (document, path, message) => {
    expect(refused(document)[path]).toContain(message);
  });
});

describe('a rule', () => {
  it('is severe by its severity and keeps its reason', () => {
    const severe = custom('not-null', { columns: ['a'] }, { severity: 'error', businessImpact: 'why', description: 'what' });
    expect(rulesOf(severe)).toEqual([{ id: 'r', path: 'schema[0].quality[0]', description: 'what', severe: true, reason: 'why', check: { kind: 'not-null', columns: ['a'] }, expect: { measure: 'failed', operator: 'mustBe', operand: 0 } }]);
    expect(rulesOf(custom('not-null', { columns: ['a'] }, { severity: 'warning' }))[0]).toMatchObject({ severe: false, reason: null });
  });

  it('of the library measures rows, percent or the value', () => {
    const property = (entry: Json) => rulesOf(table({}, [{ name: 'a', quality: [entry] }]))[0];
    expect(property({ metric: 'nullValues', unit: 'percent', mustBeLessThan: 1 })).toMatchObject({ id: 'a.quality1', check: { kind: 'not-null', columns: ['a'] }, expect: { measure: 'percent', operator: 'mustBeLessThan', operand: 1 } });
    expect(property({ metric: 'missingValues', arguments: { missingValues: [null, '', 0] }, mustBe: 0 })?.check).toEqual({ kind: 'not-missing', column: 'a', missing: ['', '0'] });
    expect(rulesOf(quality({ metric: 'rowCount', mustBeBetween: [3, 5] }))[0]).toMatchObject({ check: { kind: 'row-count' }, expect: { measure: 'value', operator: 'mustBeBetween', operand: [3, 5] } });
  });

  it('comes from what the schema promises, a composite key being one', () => {
    const rules = rulesOf(table({}, [
      { name: 'b', logicalType: 'string', primaryKey: true, primaryKeyPosition: 2, logicalTypeOptions: { minLength: 1, pattern: 'x' } },
      { name: 'a', logicalType: 'integer', primaryKey: true, primaryKeyPosition: 1, required: true, unique: true, logicalTypeOptions: { minimum: 0, exclusiveMaximum: 9 } },
    ]));
    expect(rules.map(({ id, check }) => [id, check])).toEqual([
      ['primaryKey.unique', { kind: 'unique', columns: ['a', 'b'] }], ['primaryKey.required', { kind: 'not-null', columns: ['a', 'b'] }],
      ['b.length', { kind: 'text-length', column: 'b', min: 1 }], ['b.pattern', { kind: 'pattern', column: 'b', pattern: 'x', match: 'anywhere' }],
      ['a.required', { kind: 'not-null', columns: ['a'] }], ['a.unique', { kind: 'unique', columns: ['a'] }], ['a.range', { kind: 'range', column: 'a', min: 0, below: 9 }],
    ]);
  });
});

it('what the contract says and nobody checks is listed, each with its reason', () => {
  const { notChecked } = read({
    ...head, slaProperties: [{ property: 'latency', value: 4 }], servers: [{ server: 's', type: 'kafka', host: 'h' }], tags: ['t'], roles: [],
    schema: [{
      name: 'x', relationships: [{ from: 'x.a', to: 'y.b' }],
      properties: [
        { name: 'a', logicalType: 'integer', physicalType: 'int', partitioned: false, classification: 'public', transformLogic: 'select 1', logicalTypeOptions: { format: 'i32', multipleOf: 5 } },
        { name: 'l', logicalType: 'array', items: { logicalType: 'string' }, logicalTypeOptions: { maxItems: 3 } },
      ],
      quality: [{ type: 'sql', query: 'select 1', mustBe: 1 }, { type: 'text', description: 'be good' }, { type: 'custom', engine: 'soda', implementation: 'x' },
        { metric: 'rowCount', unit: 'bytes', mustBe: 1 }, { id: 'ok', metric: 'rowCount', mustBe: 1, schedule: '0 0 * * *' }],
    }],
  });
  expect(Object.fromEntries(notChecked.map(({ path, reason }) => [path, reason]))).toEqual({
    slaProperties: 'service levels are not measured', servers: 'data is read from the registered file, not from a server',
    'schema[0].relationships': 'references to other tables are not followed',
    'schema[0].properties[0].physicalType': 'the type in the file is held against logicalType only',
    'schema[0].properties[0].classification': 'access is not governed by the contract',
    'schema[0].properties[0].transformLogic': 'its sources are no columns of this table, so it is not run',
    'schema[0].properties[0].logicalTypeOptions.format': 'no rule covers this option', 'schema[0].properties[0].logicalTypeOptions.multipleOf': 'no rule covers this option',
    'schema[0].properties[1].items': 'the inside of a list is not looked at', 'schema[0].properties[1].logicalTypeOptions.maxItems': 'no rule covers this option',
    'schema[0].quality[0]': 'free SQL is not run', 'schema[0].quality[1]': 'a text is for people', 'schema[0].quality[2]': 'the engine "soda" is not ours',
    'schema[0].quality[3].unit': 'the unit "bytes" is not known for this metric; rows and percent are',
    'schema[0].quality[4].schedule': 'a version is verified when somebody asks for it',
  });
});

it('columns carry their moment, and their expression when their sources are columns of the table', () => {
  const { contract } = read({
    ...head, customProperties: [{ property: 'moments', value: ['prediction', 'departure'] }],
    schema: [{ name: 'x', properties: [
      { name: 'date', physicalName: 'DATE', logicalType: 'timestamp', customProperties: [{ property: 'availableAt', value: 'departure' }] },
      { name: 'day', logicalType: 'date', transformSourceObjects: ['date'], transformLogic: 'CAST("DATE" AS DATE)' },
    ] }],
  });
  expect(contract.moments).toEqual(['prediction', 'departure']);
  expect(contract.tables[0]!.columns).toEqual([
    { name: 'date', physicalName: 'DATE', logicalType: 'timestamp', availableAt: 'departure', derived: null },
    { name: 'day', physicalName: 'day', logicalType: 'date', availableAt: null, derived: { expression: 'CAST("DATE" AS DATE)', columns: ['date'] } },
  ]);
});
