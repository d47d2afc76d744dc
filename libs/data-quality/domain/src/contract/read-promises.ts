import type { Check, Limits } from '../rules/check.ts';
import { noneFailed, type Rule } from '../rules/rule.ts';
import { at, isFields, type Fields, type Problem } from '../shape/shape.ts';
import type { NotChecked } from './contract.ts';
import { checkProblems } from './read-quality.ts';

const promise = (id: string, path: string, check: Check): Rule =>
  ({ id, path, description: null, severe: true, reason: 'the schema promises it', check, expect: noneFailed });

const limitsOf = (options: Fields): Limits => Object.fromEntries(
  ([['minimum', 'min'], ['maximum', 'max'], ['exclusiveMinimum', 'above'], ['exclusiveMaximum', 'below']] as const)
    .flatMap(([from, to]) => (options[from] === undefined ? [] : [[to, options[from]]])),
);

const lengthsOf = (options: Fields): Limits<number> => ({
  ...(options.minLength === undefined ? {} : { min: Number(options.minLength) }), ...(options.maxLength === undefined ? {} : { max: Number(options.maxLength) }),
});

/** Rules from `required`, `unique` and `logicalTypeOptions` of a property; options that no rule covers are listed. */
export const readPromises = (property: Fields, path: string): { rules: Rule[]; problems: Problem[]; notChecked: NotChecked[] } => {
  const name = String(property.name);
  const rules: Rule[] = [];
  const notChecked: NotChecked[] = [];
  if (property.required === true) rules.push(promise(`${name}.required`, at(path, 'required'), { kind: 'not-null', columns: [name] }));
  if (property.unique === true) rules.push(promise(`${name}.unique`, at(path, 'unique'), { kind: 'unique', columns: [name] }));
  const where = at(path, 'logicalTypeOptions');
  const options = isFields(property.logicalTypeOptions) ? property.logicalTypeOptions : {};
  const covered = new Set<string>();
  const cover = (id: string, keys: string[], check: Check): void => {
    const problems = checkProblems(check, where);
    keys.forEach((key) => covered.add(key));
    if (problems.length) notChecked.push(...problems.map((problem) => ({ path: where, reason: problem.message })));
    else rules.push(promise(`${name}.${id}`, where, check));
  };
  const limits = limitsOf(options);
  if (Object.keys(limits).length && ['number', 'integer', 'date', 'timestamp', 'time'].includes(String(property.logicalType)) && options.timezone !== true)
    cover('range', ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum'], { kind: 'range', column: name, ...limits });
  const lengths = lengthsOf(options);
  if (Object.keys(lengths).length) cover('length', ['minLength', 'maxLength'], { kind: 'text-length', column: name, ...lengths });
  if (typeof options.pattern === 'string') cover('pattern', ['pattern'], { kind: 'pattern', column: name, pattern: options.pattern, match: 'anywhere' });
  for (const key of Object.keys(options)) if (!covered.has(key)) notChecked.push({ path: at(where, key), reason: 'no rule covers this option' });
  return { rules, problems: [], notChecked };
};

/** The columns marked `primaryKey`, in their positions, are one key: unique together, each of them never NULL. */
export const readPrimaryKey = (properties: { fields: Fields; path: string }[], tablePath: string): Rule[] => {
  const keys = properties.filter(({ fields }) => fields.primaryKey === true)
    .sort((a, b) => Number(a.fields.primaryKeyPosition ?? 0) - Number(b.fields.primaryKeyPosition ?? 0));
  if (!keys.length) return [];
  const columns = keys.map(({ fields }) => String(fields.name));
  const path = at(tablePath, 'properties');
  return [promise('primaryKey.unique', path, { kind: 'unique', columns }), promise('primaryKey.required', path, { kind: 'not-null', columns })];
};
