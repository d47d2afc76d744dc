import { dayOfDate, sameSubject, type Subject } from '@throughline/kernel';
import type { Criterion, GatePhase, GatePolicy, Predicate } from './gate-policy.ts';
import type { Fact, Verdict } from './phase-gate.ts';

const DAY_MS = 86_400_000;

const holds = (predicate: Predicate, value: Fact['value']): boolean => {
  switch (predicate.kind) {
    case 'equals':
      return value === predicate.value;
    case 'at-least':
      return typeof value === 'number' && value >= predicate.value;
    case 'at-most':
      return typeof value === 'number' && value <= predicate.value;
  }
};

const inWords = (criterion: Criterion): string => {
  const sign = { equals: '=', 'at-least': '≥', 'at-most': '≤' }[criterion.predicate.kind];
  return `${criterion.fact} ${sign} ${criterion.predicate.value}${criterion.subject === 'current' ? ', of this very model version' : ''}`;
};

/** Days of an ISO instant, with fraction: the domain has no clock and no Date. */
const daysOf = (instant: string): number => {
  const [, date = '', h, min, s] = /^(\d{4}-\d\d-\d\d)T(\d\d):(\d\d):(\d\d(?:\.\d+)?)Z$/.exec(instant) ?? [];
  return dayOfDate(date) + ((Number(h) * 60 + Number(min)) * 60 + Number(s)) * 1000 / DAY_MS;
};

const newest = (facts: readonly Fact[]): readonly Fact[] =>
  [...facts].sort((a, b) => (a.observedAt < b.observedAt ? 1 : a.observedAt > b.observedAt ? -1 : a.eventId < b.eventId ? 1 : -1));

/**
 * One criterion against the facts known. Of each source only the newest fact counts; one source that holds is enough.
 * Unknown never passes; a fact about another model version, or one too old, is stale.
 */
export const evaluateCriterion = (criterion: Criterion, facts: Iterable<Fact>, subject: Subject | null, now: string): Verdict => {
  const about = newest([...facts].filter((f) => f.key === criterion.fact));
  const base = { criterion: criterion.id, title: criterion.title, threshold: inWords(criterion), remedy: criterion.remedy };
  const bound = criterion.subject === 'any' ? about : about.filter((f) => sameSubject(f.subject, subject));
  if (!about.length) return { ...base, result: 'unknown', fact: null };
  if (!bound.length) return { ...base, result: subject ? 'stale' : 'unknown', fact: subject ? about[0]! : null };
  const perSource = bound.filter((f, index) => bound.findIndex((other) => other.source === f.source) === index);
  const satisfying = perSource.filter((f) => holds(criterion.predicate, f.value));
  const fresh = satisfying.find((f) => criterion.maxAgeDays === null || daysOf(now) - daysOf(f.observedAt) <= criterion.maxAgeDays);
  if (fresh) return { ...base, result: 'satisfied', fact: fresh };
  if (satisfying[0]) return { ...base, result: 'stale', fact: satisfying[0] };
  return { ...base, result: 'violated', fact: perSource[0]! };
};

export const evaluateGate = (policy: GatePolicy, phase: GatePhase, facts: Iterable<Fact>, subject: Subject | null, now: string): readonly Verdict[] => {
  const known = [...facts];
  return policy.gates[phase].map((criterion) => evaluateCriterion(criterion, known, subject, now));
};
