import { parseContract, type ContractTable } from '@throughline/data-quality-domain';
import { parse } from 'yaml';
import { profileRows } from './index.ts';
import { limits, smallDatasets, summary, type SmallDatasets } from './testing/small-dataset.ts';

let sets: SmallDatasets;
beforeAll(async () => { sets = await smallDatasets(); });
afterAll(() => sets.remove());

const contract = (schema: string): ContractTable => {
  const reading = parseContract(parse(`{ apiVersion: v3.1.0, kind: DataContract, id: c, version: '1', status: active, schema: [${schema}] }`));
  if (reading.status === 'refused') throw new Error(JSON.stringify(reading.problems));
  return reading.contract.tables[0]!;
};

describe('duplicates (case C3, S5)', () => {
  it('are surplus rows, with members and repeated values beside, alike on property and table, in rows and percent', async () => {
    const table = contract(`{ name: t, properties: [{ name: k, logicalType: string, quality: [
        { id: p-rows, metric: duplicateValues, mustBe: 3 }, { id: p-percent, metric: duplicateValues, unit: percent, mustBe: 50 } ] }],
      quality: [{ id: t-rows, metric: duplicateValues, arguments: { properties: [k] }, mustBe: 3 }, { id: t-percent, metric: duplicateValues, arguments: { properties: [k] }, unit: percent, mustBeLessThan: 50 }] }`);
    const verification = await sets.verify(await sets.parquet(`SELECT unnest(['a', 'a', 'b', 'b', 'b', NULL, NULL, 'c']) AS k`), table);
    const figures = { repeated: 2, failed: 3, members: 5, evaluated: 6, percent: 50 };
    expect(verification.results).toMatchObject([{ ruleId: 'p-rows', ...figures, status: 'passed' }, { ruleId: 'p-percent', ...figures, status: 'passed' },
      { ruleId: 't-rows', ...figures, status: 'passed' }, { ruleId: 't-percent', ...figures, status: 'failed' }]);
  });

  it('of a composite key are pairs', async () => {
    const table = contract(`{ name: t, properties: [{ name: a, logicalType: integer, primaryKey: true, primaryKeyPosition: 1 }, { name: b, logicalType: string, primaryKey: true, primaryKeyPosition: 2 }] }`);
    const verification = await sets.verify(await sets.parquet(`SELECT * FROM (VALUES (1::BIGINT, 'a'), (1, 'b'), (2, 'a'), (1, 'b')) v(a, b)`), table);
    expect(verification.results).toMatchObject([{ ruleId: 'primaryKey.unique', repeated: 1, failed: 1, status: 'failed' }, { ruleId: 'primaryKey.required', failed: 0, status: 'passed' }]);
    expect(await sets.keys(verification, 'primaryKey.unique')).toEqual([{ row_number: 3n }]);
  });
});

describe('text files (cases C10, C11)', () => {
  it('keep zeros and hold no carriage return', async () => {
    const table = contract(`{ name: t, properties: [{ name: zip, logicalType: string, logicalTypeOptions: { minLength: 5, maxLength: 5 } }, { name: text, logicalType: string, required: true }] }`);
    const file = await sets.csv('\uFEFFzip,text\r\n01067,"a\r\nb"\r\n10115,"say ""x"""\r\n00042,ü');
    expect(summary(await sets.verify(file, table))).toEqual({ 'zip.length': '0 of 3 passed', 'text.required': '0 of 3 passed' });
    const { profile } = await profileRows({ rows: await sets.open(file, table, null), limits });
    expect(profile.columns.map(({ name, minimum }) => [name, minimum.value])).toEqual([['zip', '00042'], ['text', 'a\nb']]);
  });

  it('tell missing from blank, on numbers too', async () => {
    const table = contract(`{ name: t, properties: [
      { name: email, logicalType: string, quality: [{ id: plain, metric: missingValues, mustBe: 1 }, { id: nulls, metric: nullValues, mustBe: 1 }, { id: listed, metric: missingValues, arguments: { missingValues: ['', 'NULL'] }, mustBe: 3 }] },
      { name: n, logicalType: integer, quality: [{ id: number, metric: missingValues, arguments: { missingValues: ['', 'NULL'] }, mustBe: 1 }] }] }`);
    const file = await sets.csv('email,n\na@x.test,1\n,\n"",3\nNULL,4\n ,5\n');
    expect(summary(await sets.verify(file, table))).toEqual({ plain: '1 of 5 passed', nulls: '1 of 5 passed', listed: '3 of 5 passed', number: '1 of 5 passed', 'n.type': '0 of 4 passed' });
  });

  it('name the cells that have not the promised type', async () => {
    const table = contract(`{ name: t, properties: [{ name: n, logicalType: integer, quality: [{ id: low, type: custom, engine: throughline, implementation: { kind: range, arguments: { column: n, max: 1 } } }] }, { name: d, logicalType: date }] }`);
    const verification = await sets.verify(await sets.csv('n,d\n1,2001-02-28\n1.5,2001-02-30\nx,\n,2001-01-01\n7,2001-01-01\n'), table);
    expect(summary(verification)).toEqual({ low: '1 of 2 failed', 'n.type': '2 of 4 failed', 'd.type': '1 of 4 failed' });
    expect(await sets.keys(verification, 'n.type')).toEqual([{ row_number: 1n }, { row_number: 2n }]);
  });
});

describe('bounds (case C13)', () => {
  it.each([2, 3, 4, 5, 6])('are inclusive, so that of between and not between exactly one holds for %i rows', async (rows) => {
    const table = contract(`{ name: t, properties: [{ name: n, logicalType: integer }], quality: [{ id: in, metric: rowCount, mustBeBetween: [3, 5] }, { id: out, metric: rowCount, mustNotBeBetween: [3, 5] }] }`);
    const { results } = await sets.verify(await sets.parquet(`SELECT range AS n FROM range(${rows})`), table);
    expect(results.map(({ status, value }) => [status, value])).toEqual([3, 4, 5].includes(rows) ? [['passed', rows], ['failed', rows]] : [['failed', rows], ['passed', rows]]);
  });

  it('agree on whole numbers, and count a NULL for each of them', async () => {
    const table = contract(`{ name: t, properties: [{ name: s, logicalType: string, quality: [{ id: zero, metric: missingValues, mustBe: 0 }, { id: below, metric: missingValues, mustBeLessThan: 1 }] }] }`);
    expect(summary(await sets.verify(await sets.parquet(`SELECT unnest(['a', NULL]) AS s`), table))).toEqual({ zero: '1 of 2 failed', below: '1 of 2 failed' });
  });

  it('of a row count hold for an empty dataset', async () => {
    const table = contract(`{ name: t, properties: [{ name: n, logicalType: integer, quality: [{ id: null, metric: nullValues, mustBe: 0 }] }], quality: [{ id: some, metric: rowCount, mustBeGreaterThan: 0 }] }`.replace('id: null', 'id: nulls'));
    expect(summary(await sets.verify(await sets.parquet('SELECT range AS n FROM range(0)'), table))).toEqual({ nulls: '0 of 0 inconclusive', some: '0 of 1 failed' });
  });
});

it('values outside the list are invalid, in percent of those that are there (ODCS invalidValues)', async () => {
  const table = contract(`{ name: t, properties: [{ name: s, logicalType: string, quality: [{ id: half, metric: invalidValues, unit: percent, arguments: { validValues: [a, b] }, mustBeLessOrEqualTo: 50 }, { id: shape, metric: invalidValues, arguments: { pattern: '^[ab]' }, mustBe: 1 }] }] }`);
  const verification = await sets.verify(await sets.parquet(`SELECT unnest(['a', 'bb', 'c', 'b', NULL]) AS s`), table);
  expect(verification.results).toMatchObject([{ percent: 50, evaluated: 4, failed: 2, status: 'passed' }, { failed: 1, status: 'passed' }]);
});

it('a contract’s name for a column may differ from the file’s', async () => {
  const table = contract(`{ name: t, properties: [{ name: id, physicalName: 'ID "x"', logicalType: integer, required: true }, { name: twice, logicalType: integer, transformSourceObjects: [id], transformLogic: '"ID ""x""" * 2', quality: [
    { id: low, type: custom, engine: throughline, implementation: { kind: range, arguments: { column: twice, max: 2 } } }] }] }`);
  const verification = await sets.verify(await sets.parquet('SELECT unnest([1::BIGINT, 2]) AS "ID ""x"""'), table);
  expect(verification.typeMismatches).toEqual([]);
  expect(summary(verification)).toEqual({ 'id.required': '0 of 2 passed', low: '1 of 2 failed' });
});
