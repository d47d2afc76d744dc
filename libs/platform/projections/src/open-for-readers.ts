type Schema = { readonly [key: string]: unknown };

const MAPS = new Set(['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas']);
const LITERALS = new Set(['const', 'enum', 'default', 'examples', 'example', 'required']);
const CLOSING = new Set(['additionalProperties', 'unevaluatedProperties']);
const sealed = { type: 'object', required: ['$sealed'] };

const isSchema = (value: unknown): value is Schema => typeof value === 'object' && value !== null && !Array.isArray(value);

const open = (schema: unknown): unknown => {
  if (Array.isArray(schema)) return schema.map(open);
  if (!isSchema(schema)) return schema;
  const opened = Object.fromEntries(Object.entries(schema)
    .filter(([key, value]) => !(CLOSING.has(key) && value === false))
    .map(([key, value]) => {
      if (LITERALS.has(key)) return [key, value];
      if (MAPS.has(key) && isSchema(value)) return [key, Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, open(inner)]))];
      return [key, open(value)];
    }));
  return schema['x-personal'] === true ? { anyOf: [opened, sealed] } : opened;
};

const cache = new WeakMap<object, object>();

/**
 * The schema by which readers judge an event: the publisher's, accepting fields that it does not name, and a sealed value
 * (`{"$sealed": …}`) for fields marked `x-personal`.
 */
export const openForReaders = (schema: object): object => {
  let opened = cache.get(schema);
  if (!opened) {
    opened = open(schema) as object;
    cache.set(schema, opened);
  }
  return opened;
};
