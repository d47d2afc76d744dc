import { Type, type Static } from 'typebox';
import { DIGEST_PATTERN, NAME_PATTERN, STREAM_ID_PATTERN, subjectSchema, UUID_PATTERN, type Digest, type Subject } from '@throughline/kernel';

export const streamId = Type.String({ pattern: STREAM_ID_PATTERN });
export const actor = Type.String({ pattern: '^(human|service|policy):.+$', maxLength: 200 });
export const subject = Type.Unsafe<Subject>(subjectSchema);
export const subjectOrNull = Type.Union([subject, Type.Null()]);
export const digest = Type.Unsafe<Digest>(Type.String({ pattern: DIGEST_PATTERN }));
/** Name of a model: unique in its workspace, case-sensitive. */
export const name = Type.String({ pattern: NAME_PATTERN });
/** Name of a dataset version, as its client gave it. */
export const datasetVersion = Type.String({ minLength: 1, maxLength: 120 });
/**
 * Where a model version serves. Lower case only, so that no two environments differ by capitals alone:
 * `Production` is refused by every interface, never taken for `production`.
 */
export const environment = Type.String({ pattern: '^[a-z][a-z0-9-]{0,39}$' });
/** Number of a version within its model: 1, 2, 3, … in order of registration, never given twice. */
export const number = Type.Integer({ minimum: 1 });
export const uuid = Type.String({ pattern: UUID_PATTERN });
export const reason = Type.String({ minLength: 3, maxLength: 2000 });
/** ISO week, for example `2001-W10`. */
export const week = Type.String({ pattern: '^\\d{4}-W\\d{2}$' });
const calendarDate = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' });
/** Half-open range of calendar dates without zone. */
export const period = Type.Object({ from: calendarDate, to: calendarDate }, { additionalProperties: false });
/** People who made the evidence: none of them may decide on it. */
export const authors = Type.Array(actor);

const text = (maxLength: number) => Type.Union([Type.String({ maxLength }), Type.Null()]);
const numberOrNull = Type.Union([Type.Number(), Type.Null()]);

/** A measured figure: a value, or the reason why there is none; undefined is not zero. */
export const figure = Type.Object({
  value: numberOrNull, reason: text(500), lower: numberOrNull, upper: numberOrNull, method: text(200),
}, { additionalProperties: false });
export type Figure = Static<typeof figure>;

export const figures = Type.Object({ recallAtShare: figure, auc: figure, logLoss: figure, calibrationError: figure }, { additionalProperties: false });
export type Figures = Static<typeof figures>;

export const figureExample: Figure = { value: 0.44, reason: null, lower: 0.42, upper: 0.46, method: 'bootstrap over weeks' };
