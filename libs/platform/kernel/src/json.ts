/** A JSON value. Numbers are finite; integers beyond 2^53 − 1 travel as decimal strings. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };

/** A value that no event can carry. */
export class NotStorable extends TypeError {
  /** Where it is, for example `parameters.rates[0]`; empty for the value itself. */
  readonly path: string;
  constructor(path: string, why: string) {
    super(`${path || 'value'}: ${why}`);
    this.path = path;
  }
}

const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

const text = (value: string, path: string): string => {
  if (value.includes('\u0000')) throw new NotStorable(path, 'U+0000 cannot be stored');
  if (LONE_SURROGATE.test(value)) throw new NotStorable(path, 'not well-formed Unicode');
  return JSON.stringify(value);
};

/**
 * RFC 8785 canonical text of a JSON value: keys sorted by UTF-16 units, no white space.
 * Members that are undefined are left out, as JSON.stringify does.
 * @throws NotStorable naming the path of a value that JSON or the store cannot carry (NaN, Infinity, U+0000, lone surrogates, functions).
 */
export const canonicalJson = (value: unknown, path = ''): string => {
  switch (typeof value) {
    case 'string':
      return text(value, path);
    case 'boolean':
      return String(value);
    case 'number':
      if (!Number.isFinite(value)) throw new NotStorable(path, `${value} is not a JSON number`);
      return JSON.stringify(value);
    case 'object': {
      if (value === null) return 'null';
      if (Array.isArray(value)) return `[${value.map((item, i) => canonicalJson(item, `${path}[${i}]`)).join(',')}]`;
      const record = value as Record<string, unknown>;
      const members = Object.keys(record).filter((key) => record[key] !== undefined).sort()
        .map((key) => `${text(key, path)}:${canonicalJson(record[key], path ? `${path}.${key}` : key)}`);
      return `{${members.join(',')}}`;
    }
    default:
      throw new NotStorable(path, `a ${typeof value} is not JSON`);
  }
};
