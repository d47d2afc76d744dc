import type { Initiative, InitiativeStanding } from '@throughline/requirements-domain';

/** What a gate needs to know of the initiative: whether it was approved, and who had a hand in it. */
export const standingOf = (initiative: Initiative): InitiativeStanding => initiative.status === 'absent'
  ? { approved: false, involved: [] }
  : { approved: initiative.status === 'approved', involved: [...initiative.involved].map(([actor, part]) => ({ actor, part })) };
