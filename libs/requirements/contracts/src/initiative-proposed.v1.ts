import { Type, type Static } from 'typebox';
import { defineEvent } from '@throughline/kernel';
import { actor, modelSource, reason } from './shared.ts';

const schema = Type.Object({
  name: Type.String({ minLength: 3, maxLength: 120 }),
  problem: reason,
  owner: actor,
  sponsor: actor,
  modelSource,
  /** When a prediction must be ready, in words; data known only later may not feed it. */
  predictionMoment: reason,
}, { additionalProperties: false });

export type InitiativeProposedV1 = Static<typeof schema>;

/** An initiative was proposed, with the people who answer for it. */
export const initiativeProposedV1 = defineEvent<InitiativeProposedV1>({
  context: 'requirements', aggregate: 'initiative', type: 'initiative-proposed', version: 1,
  summary: 'An initiative was proposed, with the people who answer for it.',
  schema,
  example: { name: 'Warn passengers of late arrivals', problem: 'One flight in five is late and nobody is warned.', owner: 'human:ann', sponsor: 'human:sam', modelSource: 'own', predictionMoment: '00:00 of the flight day' },
});
