import { checkExpression } from './expression.ts';
import type { ColumnExpression, Feature, FeatureSet, Label, Problem } from './feature.ts';

export type ParsedFeatures =
  | { readonly ok: true; readonly features: FeatureSet }
  | { readonly ok: false; readonly problems: readonly Problem[] };

type Fields = Readonly<Record<string, unknown>>;
type Report = (path: string, message: string) => undefined;

const identifier = /^[A-Za-z][A-Za-z0-9_]{0,62}$/;
const longestSpan = 366;

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

const fieldsAt = (value: unknown, path: string, known: readonly string[], report: Report): Fields | undefined => {
  if (!isFields(value)) return report(path, `must be a mapping with ${known.join(', ')}`);
  for (const key of Object.keys(value)) if (!known.includes(key)) report(`${path}.${key}`, `is not known here; known are ${known.join(', ')}`);
  return value;
};

const nameAt = (value: unknown, path: string, report: Report): string | undefined => {
  if (typeof value !== 'string' || !identifier.test(value)) return report(path, 'must be a letter followed by letters, digits or _');
  return value.toLowerCase() === 'row_number' ? report(path, 'row_number is the key of the table') : value;
};

const columnsAt = (value: unknown, path: string, report: Report): readonly string[] | undefined => {
  if (!Array.isArray(value)) return report(path, 'must be a list of column names');
  const names = value.map((name, index) => nameAt(name, `${path}[${index}]`, report));
  if (names.some((name) => name === undefined)) return undefined;
  return new Set(names).size < names.length ? report(path, 'names a column twice') : (names as string[]);
};

const expressionAt = (fields: Fields, key: string, path: string, report: Report): ColumnExpression | undefined => {
  const expression = fields[key];
  const columns = columnsAt(fields['columns'], `${path}.columns`, report);
  if (typeof expression !== 'string') return report(`${path}.${key}`, 'must be an SQL expression');
  if (!columns) return undefined;
  if (columns.length === 0) return report(`${path}.columns`, 'must name at least one column');
  const checked = checkExpression({ expression, columns });
  if (checked.ok) return { expression, columns };
  for (const problem of checked.problems) report(`${path}.${key}`, problem);
  return undefined;
};

const daysAt = (value: unknown, smallest: number, path: string, report: Report): number | undefined =>
  typeof value === 'number' && Number.isInteger(value) && value >= smallest && value <= longestSpan
    ? value
    : report(path, `must be a whole number of days from ${smallest} to ${longestSpan}`);

const historyAt = (name: string | undefined, value: unknown, path: string, report: Report): Feature | undefined => {
  const fields = fieldsAt(value, path, ['rate', 'columns', 'by', 'days', 'lag'], report);
  if (!fields) return undefined;
  const rate = expressionAt(fields, 'rate', path, report);
  const by = columnsAt(fields['by'], `${path}.by`, report);
  const days = daysAt(fields['days'], 1, `${path}.days`, report);
  const lag = daysAt(fields['lag'], 0, `${path}.lag`, report);
  if (!name || !rate || !by || days === undefined || lag === undefined) return undefined;
  return { kind: 'history', name, rate, by, days, lag };
};

const featureAt = (value: unknown, path: string, report: Report): Feature | undefined => {
  const isHistory = isFields(value) && 'history' in value;
  const fields = fieldsAt(value, path, isHistory ? ['name', 'history'] : ['name', 'expression', 'columns'], report);
  if (!fields) return undefined;
  const name = nameAt(fields['name'], `${path}.name`, report);
  if (isHistory) return historyAt(name, fields['history'], `${path}.history`, report);
  const expression = expressionAt(fields, 'expression', path, report);
  return name && expression ? { kind: 'row', name, ...expression } : undefined;
};

const labelAt = (value: unknown, report: Report): Label | undefined => {
  const fields = fieldsAt(value, 'label', ['name', 'expression', 'columns'], report);
  if (!fields) return undefined;
  const name = nameAt(fields['name'], 'label.name', report);
  const expression = expressionAt(fields, 'expression', 'label', report);
  return name && expression ? { name, ...expression } : undefined;
};

const reportRepeatedNames = (features: readonly (Feature | undefined)[], label: Label | undefined, report: Report): void => {
  const seen = new Set<string>(label ? [label.name.toLowerCase()] : []);
  features.forEach((feature, index) => {
    if (!feature) return;
    const name = feature.name.toLowerCase();
    if (seen.has(name)) report(`features[${index}].name`, `${feature.name} is already the name of a feature or of the label`);
    seen.add(name);
  });
};

/** Reads a features document (already parsed from YAML or JSON) and reports every problem in it, not only the first. */
export const parseFeatures = (document: unknown): ParsedFeatures => {
  const problems: Problem[] = [];
  const report: Report = (path, message) => void problems.push({ path, message });
  const fields = fieldsAt(document, 'document', ['features', 'label'], report);
  if (!fields) return { ok: false, problems };
  const list = fields['features'];
  if (!Array.isArray(list) || list.length === 0) report('features', 'must be a list with at least one feature');
  const features = Array.isArray(list) ? list.map((value, index) => featureAt(value, `features[${index}]`, report)) : [];
  const label = labelAt(fields['label'], report);
  reportRepeatedNames(features, label, report);
  if (problems.length > 0 || !label) return { ok: false, problems };
  return { ok: true, features: { features: features as Feature[], label } };
};
