import type { LogicalType } from '../rules/rule-kind.ts';
import { kindOf } from '../rules/rule-kinds.ts';
import type { Rule } from '../rules/rule.ts';
import { at, isFields, type Fields, type Problem } from '../shape/shape.ts';
import type { Contract, ContractColumn, ContractTable, NotChecked } from './contract.ts';
import { listNotChecked } from './list-not-checked.ts';
import { odcsProblems } from './odcs-shape.ts';
import { readPrimaryKey, readPromises } from './read-promises.ts';
import { readQuality } from './read-quality.ts';

export type ContractReading =
  | { status: 'read'; contract: Contract; notChecked: NotChecked[] }
  | { status: 'refused'; problems: Problem[] };

interface Findings {
  problems: Problem[];
  notChecked: NotChecked[];
}

const listAt = (object: Fields, key: string, path: string): { fields: Fields; path: string }[] =>
  ((object[key] ?? []) as Fields[]).map((fields, index) => ({ fields, path: at(at(path, key), index) }));

const customOf = (object: Fields, name: string, path: string): { value: unknown; path: string } | null => {
  const found = listAt(object, 'customProperties', path).find(({ fields }) => fields.property === name);
  return found ? { value: found.fields.value, path: at(found.path, 'value') } : null;
};

const readMoments = (document: Fields, found: Findings): string[] => {
  const moments = customOf(document, 'moments', '');
  if (!moments) return [];
  const { value } = moments;
  if (Array.isArray(value) && value.length && value.every((one) => typeof one === 'string' && one) && new Set(value).size === value.length) return value as string[];
  found.problems.push({ path: moments.path, message: 'must list the names of moments in their order in time, each once' });
  return [];
};

const readColumn = (property: Fields, path: string, siblings: string[], moments: string[], found: Findings): ContractColumn => {
  const available = customOf(property, 'availableAt', path);
  if (available && !moments.includes(String(available.value)))
    found.problems.push({ path: available.path, message: `must be one of the contract's moments (${moments.join(', ') || 'it names none in its customProperties'})` });
  const sources = (property.transformSourceObjects ?? []) as string[];
  const own = typeof property.transformLogic === 'string' && sources.length > 0 && sources.every((name) => siblings.includes(name) && name !== property.name);
  if (property.transformLogic && !own) found.notChecked.push({ path: at(path, 'transformLogic'), reason: 'its sources are no columns of this table, so it is not run' });
  return {
    name: String(property.name), physicalName: String(property.physicalName ?? property.name), logicalType: (property.logicalType ?? null) as LogicalType | null,
    availableAt: available ? String(available.value) : null,
    derived: own ? { expression: String(property.transformLogic), columns: sources } : null,
  };
};

const columnProblems = (rule: Rule, columns: ContractColumn[]): Problem[] =>
  kindOf(rule.check.kind).columns(rule.check).flatMap(({ name, argument, types }) => {
    const column = columns.find((one) => one.name === name);
    const path = rule.path;
    if (!column) return [{ path, message: `${argument}: "${name}" is no property of the table; it has ${columns.map((one) => one.name).join(', ') || 'none'}` }];
    if (types && column.logicalType !== null && !types.includes(column.logicalType)) return [{ path, message: `${argument}: "${name}" is a ${column.logicalType}; this rule needs ${types.join(' or ')}` }];
    return [];
  });

const readTable = (table: Fields, path: string, moments: string[], found: Findings): ContractTable => {
  const properties = listAt(table, 'properties', path);
  const siblings = properties.map(({ fields }) => String(fields.name));
  const columns = properties.map(({ fields, path: where }) => readColumn(fields, where, siblings, moments, found));
  siblings.forEach((name, index) => {
    if (siblings.indexOf(name) < index) found.problems.push({ path: at(properties[index]!.path, 'name'), message: `the property "${name}" is there twice` });
  });
  const rules: Rule[] = readPrimaryKey(properties, path);
  for (const { fields, path: where } of properties) {
    const promises = readPromises(fields, where);
    rules.push(...promises.rules);
    found.notChecked.push(...listNotChecked('property', fields, where), ...promises.notChecked);
  }
  const entries = [
    ...properties.flatMap(({ fields, path: where }) => listAt(fields, 'quality', where).map((entry) => ({ ...entry, column: String(fields.name) }))),
    ...listAt(table, 'quality', path).map((entry) => ({ ...entry, column: null })),
  ];
  for (const [index, { fields, path: where, column }] of entries.entries()) {
    const reading = readQuality(fields, column, where, typeof fields.id === 'string' ? fields.id : `${column ?? 'table'}.quality${index + 1}`);
    if ('problems' in reading) found.problems.push(...reading.problems);
    else if ('notChecked' in reading) found.notChecked.push(reading.notChecked);
    else rules.push(reading.rule);
    found.notChecked.push(...listNotChecked('quality', fields, where));
  }
  rules.forEach((rule, index) => {
    if (rules.findIndex((one) => one.id === rule.id) < index) found.problems.push({ path: at(rule.path, 'id'), message: `the rule id "${rule.id}" is there twice` });
    found.problems.push(...columnProblems(rule, columns));
  });
  found.notChecked.push(...listNotChecked('table', table, path));
  return { name: String(table.name), physicalName: String(table.physicalName ?? table.name), columns, rules };
};

/**
 * Reads an ODCS 3.1 document, as a plain object. What it says and we do not check is listed; what we cannot understand is refused,
 * with the path to the field.
 */
export const parseContract = (document: unknown): ContractReading => {
  const problems = odcsProblems(document);
  if (problems.length || !isFields(document)) return { status: 'refused', problems };
  const found: Findings = { problems: [], notChecked: listNotChecked('document', document, '') };
  const moments = readMoments(document, found);
  const tables = listAt(document, 'schema', '').map(({ fields, path }) => readTable(fields, path, moments, found));
  if (found.problems.length) return { status: 'refused', problems: found.problems };
  return {
    status: 'read',
    contract: {
      id: String(document.id), name: typeof document.name === 'string' ? document.name : null, version: String(document.version),
      status: String(document.status), apiVersion: String(document.apiVersion), moments, tables,
    },
    notChecked: found.notChecked,
  };
};
