import { Type, type Static } from 'typebox';
import { defineEvent } from '@throughline/kernel';
import { actor, calendarDate, question, reason } from './shared.ts';

const schema = Type.Object({
  question,
  answer: Type.Enum(['yes', 'no', 'unknown']),
  rationale: reason,
  links: Type.Array(Type.String({ maxLength: 500 }), { maxItems: 20 }),
  /** Who will find out, and by when; only with the answer unknown. */
  followUp: Type.Union([Type.Object({ owner: actor, due: calendarDate }, { additionalProperties: false }), Type.Null()]),
}, { additionalProperties: false });

export type QualificationQuestionAnsweredV1 = Static<typeof schema>;

/** One of the six qualification questions was answered; a later answer to the same question replaces it. */
export const qualificationQuestionAnsweredV1 = defineEvent<QualificationQuestionAnsweredV1>({
  context: 'requirements', aggregate: 'initiative', type: 'qualification-question-answered', version: 1,
  summary: 'One of the six qualification questions was answered; a later answer to the same question replaces it.',
  schema,
  example: { question: 'benefit', answer: 'yes', rationale: 'A ranking by yesterday already helps; a model can rank better.', links: [], followUp: null },
});
