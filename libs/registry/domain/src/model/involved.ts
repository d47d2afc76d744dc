import type { PromotionFacts } from './evidence.ts';
import type { Request } from './model.ts';
import type { RegisteredVersion } from './weigh-evidence.ts';

/** Who has had a hand in a promotion, and how: none of them may decide it. The part that weighs most comes last. */
export const involvedIn = (request: Request, { starters, evaluations, reruns }: RegisteredVersion, { contract, gates }: PromotionFacts): ReadonlyMap<string, string> => {
  const as = (part: string, people: readonly string[]) => people.map((person) => [person, part] as const);
  return new Map([
    ...as('author of gate evidence', gates.flatMap((g) => g.authors)),
    ...as('verifier of the data', contract?.authors ?? []),
    ...as('author of an evaluation', evaluations.flatMap((e) => e.authors)),
    ...as('starter of a rerun', reruns.flatMap((r) => r.authors)),
    ...as('starter of the run', starters),
    ...as('requester', request.requestedBy),
  ]);
};
