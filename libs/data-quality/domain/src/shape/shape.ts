/** What is wrong with a document: `path` is the way to the field, as in `schema[0].properties[2].name`; empty for the document itself. */
export interface Problem {
  path: string;
  message: string;
}

/** Looks at a value and adds what is wrong with it. */
export type Shape = (value: unknown, path: string, problems: Problem[]) => void;

export type Fields = Record<string, unknown>;

export const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

export const at = (path: string, key: string | number): string =>
  typeof key === 'number' ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`;

const shown = (value: unknown): string => {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
};

const when = (test: (value: unknown) => boolean, wanted: string): Shape => (value, path, problems) => {
  if (!test(value)) problems.push({ path, message: `must be ${wanted}, not ${shown(value)}` });
};

export const anything: Shape = () => {};
export const text: Shape = when((value) => typeof value === 'string', 'a text');
export const flag: Shape = when((value) => typeof value === 'boolean', 'true or false');
export const number: Shape = when((value) => typeof value === 'number' && Number.isFinite(value), 'a number');
export const integer: Shape = when((value) => Number.isInteger(value), 'a whole number');
export const count: Shape = when((value) => Number.isInteger(value) && Number(value) >= 0, 'a whole number from 0');
export const positive: Shape = when((value) => typeof value === 'number' && Number.isFinite(value) && value > 0, 'a number above 0');
export const scalar: Shape = when((value) => value === null || ['string', 'number', 'boolean'].includes(typeof value), 'a text, a number, true, false or null');

export const among = (...values: string[]): Shape => when((value) => typeof value === 'string' && values.includes(value), `one of ${values.join(', ')}`);

export const matching = (pattern: RegExp, wanted: string): Shape => when((value) => typeof value === 'string' && pattern.test(value), wanted);

export const listOf = (item: Shape, size: { least?: number; most?: number; unique?: boolean } = {}): Shape => (value, path, problems) => {
  if (!Array.isArray(value)) return void problems.push({ path, message: `must be a list, not ${shown(value)}` });
  if (value.length < (size.least ?? 0)) problems.push({ path, message: `must have at least ${size.least} items` });
  if (size.most !== undefined && value.length > size.most) problems.push({ path, message: `must have at most ${size.most} items` });
  if (size.unique && new Set(value.map((one) => JSON.stringify(one))).size < value.length) problems.push({ path, message: 'must not hold the same item twice' });
  value.forEach((one, index) => item(one, at(path, index), problems));
};

/** An object with these fields; `open` lets it have others too. */
export const fields = (required: Record<string, Shape>, optional: Record<string, Shape> = {}, more: { open?: boolean } = {}): Shape => (value, path, problems) => {
  if (!isFields(value)) return void problems.push({ path, message: `must be an object, not ${shown(value)}` });
  for (const key of Object.keys(required)) if (value[key] === undefined) problems.push({ path: at(path, key), message: 'is missing' });
  for (const [key, item] of Object.entries(value)) {
    if (item === undefined) continue;
    const shape = Object.hasOwn(required, key) ? required[key] : Object.hasOwn(optional, key) ? optional[key] : undefined;
    if (shape) shape(item, at(path, key), problems);
    else if (!more.open) problems.push({ path: at(path, key), message: 'is not a field of this object' });
  }
};

/** The first shape when the value is a list, else the second. */
export const listOr = (list: Shape, other: Shape): Shape => (value, path, problems) => (Array.isArray(value) ? list : other)(value, path, problems);

export const allOf = (...shapes: Shape[]): Shape => (value, path, problems) => {
  for (const shape of shapes) shape(value, path, problems);
};

export const problemsOf = (shape: Shape, value: unknown, path = ''): Problem[] => {
  const problems: Problem[] = [];
  shape(value, path, problems);
  return problems;
};
