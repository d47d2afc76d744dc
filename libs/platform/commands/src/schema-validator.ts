import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

const ajv = new Ajv2020({ allErrors: true, strict: false, unicodeRegExp: true });
// ajv-formats is CommonJS: its function is the module itself or its `default`, by loader.
const formats = (addFormats as unknown as { default?: typeof addFormats.default }).default ?? addFormats;
(formats as unknown as (target: Ajv2020) => void)(ajv);

const compiled = new WeakMap<object, ValidateFunction>();

/** What is wrong with one value. */
export interface SchemaProblem {
  /** Path of the value at fault, for example `["target"]`. */
  readonly path: readonly string[];
  readonly message: string;
}

const problemOf = (error: ErrorObject): SchemaProblem => {
  const path = error.instancePath.split('/').slice(1).map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  if (error.keyword === 'required') return { path: [...path, String(error.params['missingProperty'])], message: 'is required' };
  if (error.keyword === 'additionalProperties') return { path: [...path, String(error.params['additionalProperty'])], message: 'is not a known field' };
  if (error.keyword === 'enum') return { path, message: `must be one of ${(error.params['allowedValues'] as unknown[]).join(', ')}` };
  return { path, message: error.message ?? error.keyword };
};

/** Problems of a value against a JSON Schema (2020-12), none when it is valid. Validators are compiled once per schema object. */
export const validate = (schema: object, value: unknown): readonly SchemaProblem[] => {
  let check = compiled.get(schema);
  if (!check) {
    check = ajv.compile(schema);
    compiled.set(schema, check);
  }
  return check(value) ? [] : (check.errors ?? []).map(problemOf);
};

/** The problems as one line of text. */
export const describeProblems = (problems: readonly SchemaProblem[]): string =>
  problems.map((p) => `${p.path.join('.') || 'value'} ${p.message}`).join('; ');
