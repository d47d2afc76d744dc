/** What a fact's value must be for a criterion to hold. */
export type Predicate =
  | { readonly kind: 'equals'; readonly value: boolean | string | number }
  | { readonly kind: 'at-least'; readonly value: number }
  | { readonly kind: 'at-most'; readonly value: number };

export interface Criterion {
  readonly id: string;
  readonly title: string;
  /** Key of the fact that decides. */
  readonly fact: string;
  readonly predicate: Predicate;
  /** Older facts are stale, in days; null: a fact does not age. */
  readonly maxAgeDays: number | null;
  /** `current`: the fact must speak of the subject that the request names, else of the one in production. `any`: every subject will do. */
  readonly subject: 'any' | 'current';
  readonly remedy: string;
}

export const PHASE_ORDER = ['qualification', 'poc', 'mvp'] as const;
export type Phase = (typeof PHASE_ORDER)[number];
export type GatePhase = Exclude<Phase, 'qualification'>;

/** The versioned policy file, parsed: which criteria the gate to each phase has. */
export interface GatePolicy {
  readonly version: number;
  readonly gates: Readonly<Record<GatePhase, readonly Criterion[]>>;
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

const predicateOf = (value: unknown, path: string, problems: string[]): Predicate => {
  const entries = isRecord(value) ? Object.entries(value) : [];
  const [kind, operand] = entries[0] ?? [];
  if (entries.length === 1) {
    if (kind === 'equals' && ['boolean', 'string', 'number'].includes(typeof operand)) return { kind, value: operand as boolean };
    if ((kind === 'at-least' || kind === 'at-most') && typeof operand === 'number') return { kind, value: operand };
  }
  problems.push(`${path}: one of equals, at-least, at-most with a value`);
  return { kind: 'equals', value: true };
};

const criterionOf = (value: unknown, path: string, problems: string[]): Criterion => {
  const given = isRecord(value) ? value : {};
  const text = (field: string): string => {
    const found = given[field];
    if (typeof found === 'string' && found) return found;
    problems.push(`${path}.${field}: a text is needed`);
    return '';
  };
  const maxAge = given['max-age-days'] ?? null;
  if (maxAge !== null && (typeof maxAge !== 'number' || maxAge <= 0)) problems.push(`${path}.max-age-days: a number of days above 0`);
  const subject = given['subject'] ?? 'any';
  if (subject !== 'any' && subject !== 'current') problems.push(`${path}.subject: any or current`);
  return {
    id: text('id'), title: text('title'), fact: text('fact'), remedy: text('remedy'),
    predicate: predicateOf(given['must'], `${path}.must`, problems),
    maxAgeDays: maxAge as number | null, subject: subject === 'current' ? 'current' : 'any',
  };
};

/** Reads a parsed policy file; every problem names its path. */
export const parseGatePolicy = (document: unknown): { readonly policy: GatePolicy } | { readonly problems: readonly string[] } => {
  const problems: string[] = [];
  const given = isRecord(document) ? document : {};
  const version = given['version'];
  if (!Number.isInteger(version) || (version as number) < 1) problems.push('version: an integer from 1');
  const gates = isRecord(given['gates']) ? given['gates'] : {};
  const criteria = (phase: GatePhase): readonly Criterion[] => {
    const list = gates[phase];
    if (!Array.isArray(list) || !list.length) {
      problems.push(`gates.${phase}: a list of criteria`);
      return [];
    }
    const parsed = list.map((item, index) => criterionOf(item, `gates.${phase}[${index}]`, problems));
    const ids = parsed.map((c) => c.id);
    if (new Set(ids).size < ids.length) problems.push(`gates.${phase}: each id once`);
    return parsed;
  };
  const policy: GatePolicy = { version: version as number, gates: { poc: criteria('poc'), mvp: criteria('mvp') } };
  return problems.length ? { problems } : { policy };
};
