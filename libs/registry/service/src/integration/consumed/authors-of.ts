import { isHuman, type IntegrationEvent } from '@throughline/kernel';

/** The people behind an event: who acted, and on whose behalf a policy or worker did. */
export const authorsOf = ({ actor, onBehalfOf }: Pick<IntegrationEvent, 'actor' | 'onBehalfOf'>): string[] =>
  [actor, onBehalfOf].filter((who): who is NonNullable<typeof who> => who !== undefined && isHuman(who));
