import { Type } from 'typebox';
import { ACTOR_PATTERN, STREAM_ID_PATTERN, subjectSchema, type Subject } from '@throughline/kernel';

export const streamId = Type.String({ pattern: STREAM_ID_PATTERN });
export const actor = Type.String({ pattern: '^(human|service|policy):.+$', maxLength: 200 });
/** An actor that a command names. */
export const namedActor = Type.String({ pattern: ACTOR_PATTERN, maxLength: 200 });
export const subject = Type.Unsafe<Subject>(subjectSchema);
/** Text that people write; `x-personal` is not needed: rules ask that it names no person. */
export const reason = Type.String({ minLength: 3, maxLength: 2000 });

export const PHASES = ['qualification', 'poc', 'mvp'] as const;
export const phase = Type.Enum([...PHASES]);
export type Phase = (typeof PHASES)[number];

export const QUESTIONS = ['business-problem', 'kpis', 'data', 'know-how', 'legal', 'benefit'] as const;
export const question = Type.Enum([...QUESTIONS]);
export type Question = (typeof QUESTIONS)[number];

export const modelSource = Type.Enum(['own', 'external', 'both']);
export const calendarDate = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' });
