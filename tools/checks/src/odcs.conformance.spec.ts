import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { odcsProblems } from '@throughline/data-quality-domain';
import { Ajv2019 } from 'ajv/dist/2019.js';
import addFormats from 'ajv-formats';
import { parse } from 'yaml';

// Our reading of ODCS against the standard's own schema and examples, which are not part of this repository.
const folder = join(process.env.CONTRACTS ?? resolve(fileURLToPath(new URL('../../../../shared/contracts', import.meta.url))), 'odcs');
const ajv = new Ajv2019({ strict: false, allErrors: false });
addFormats.default(ajv);
const official = ajv.compile(JSON.parse(readFileSync(join(folder, 'odcs-json-schema-v3.1.0.json'), 'utf8')));

const read = (path: string): Record<string, unknown> => parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
const examples = readdirSync(join(folder, 'examples')).filter((name) => name.endsWith('.yaml'));
const ours = fileURLToPath(new URL('../../../examples/late-flights/contract.odcs.yaml', import.meta.url));

type Mutant = { what: string; document: Record<string, unknown> };
type Json = Record<string, unknown> | unknown[];

const everywhere = (value: unknown, way: (string | number)[], visit: (way: (string | number)[], value: unknown) => void): void => {
  visit(way, value);
  if (Array.isArray(value)) value.slice(0, 3).forEach((item, index) => everywhere(item, [...way, index], visit));
  else if (value && typeof value === 'object') for (const [key, item] of Object.entries(value)) everywhere(item, [...way, key], visit);
};

const changed = (document: Record<string, unknown>, way: (string | number)[], change: (parent: Json, key: string | number) => void): Record<string, unknown> => {
  const copy = structuredClone(document);
  let parent: unknown = copy;
  for (const key of way.slice(0, -1)) parent = (parent as Record<string | number, unknown>)[key];
  change(parent as Json, way.at(-1)!);
  return copy;
};

/** Every field removed, given another type, and every object given a field that nobody knows. */
const mutants = (document: Record<string, unknown>): Mutant[] => {
  const found: Mutant[] = [];
  everywhere(document, [], (way, value) => {
    if (way.length) {
      const set = (what: string, other: unknown) => found.push({ what: `${way.join('.')} ${what}`, document: changed(document, way, (parent, key) => { (parent as Record<string | number, unknown>)[key] = other; }) });
      if (typeof way.at(-1) === 'string') found.push({ what: `${way.join('.')} removed`, document: changed(document, way, (parent, key) => { delete (parent as Record<string | number, unknown>)[key]; }) });
      set('as number', 4.5);
      set('as text', 'no such word');
      set('as list', [[]]);
      set('as object', { no: 'such' });
      set('as null', null);
    }
    if (value && typeof value === 'object' && !Array.isArray(value)) {
      found.push({ what: `${way.join('.')} with a stranger`, document: way.length ? changed(document, [...way, 'stranger'], (parent, key) => { (parent as Record<string, unknown>)[key] = 1; }) : { ...document, stranger: 1 } });
    }
  });
  return found;
};

describe('ODCS 3.1', () => {
  it.each([...examples.map((name) => join(folder, 'examples', name)), ours])('accepts %s, as the official schema does', (path) => {
    expect(official(read(path))).toBe(true);
    expect(odcsProblems(read(path))).toEqual([]);
  });

  it.each([...examples.filter((name) => !name.includes('adventureworks')).map((name) => join(folder, 'examples', name)), ours])('refuses what the official schema refuses of the mutants of %s, and nothing else', (path) => {
    const judged = mutants(read(path)).map(({ what, document }) => ({ what, official: official(document), ours: odcsProblems(document) }));
    expect(judged.filter((mutant) => !mutant.official).length).toBeGreaterThan(judged.length / 4);
    expect(judged.filter((mutant) => mutant.official !== (mutant.ours.length === 0))).toEqual([]);
  });
});
