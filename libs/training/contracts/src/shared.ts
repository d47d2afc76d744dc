import { Type } from 'typebox';
import { DIGEST_PATTERN, NAME_PATTERN, STREAM_ID_PATTERN, subjectSchema, type Subject } from '@throughline/kernel';

/** A program's manifest, output or parameters may be large; what an event says of them is a digest. */
export const digest = Type.String({ pattern: DIGEST_PATTERN });
export const streamId = Type.String({ pattern: STREAM_ID_PATTERN });
export const subject = Type.Unsafe<Subject>(subjectSchema);
export const modelName = Type.String({ pattern: NAME_PATTERN });
/** Name that the client gave a dataset version, for example `3` or `3-q1`. */
export const datasetVersion = Type.String({ minLength: 1, maxLength: 80 });
/** ISO 8601 week, for example `2001-W14`. */
export const week = Type.String({ pattern: '^\\d{4}-W(0[1-9]|[1-4]\\d|5[0-3])$' });
export const weeks = Type.Array(week, { minItems: 1, maxItems: 60, uniqueItems: true });
export const calendarDate = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' });
/** Calendar dates without zone, half-open: `from` belongs to it, `to` does not. */
export const period = Type.Object({ from: calendarDate, to: calendarDate }, { additionalProperties: false });
export const featureName = Type.String({ pattern: '^[A-Za-z][A-Za-z0-9_]{0,62}$' });

/** An object in the content-addressed blob store; `size` in bytes. A folder's digest is that of its sorted listing. */
export const stored = Type.Object({ digest, size: Type.Integer({ minimum: 0 }) }, { additionalProperties: false });

export const RUN_KINDS = ['train', 'score'] as const;
export const runKind = Type.Enum([...RUN_KINDS]);

/** What a run is for. `window` and `window-baseline` are the model's and the baseline's scores of one week in production. */
export const RUN_PURPOSES = ['train', 'baseline', 'evaluation', 'window', 'window-baseline', 'comparison'] as const;
export const runPurpose = Type.Enum([...RUN_PURPOSES]);
export type RunPurpose = (typeof RUN_PURPOSES)[number];

/** The window of a monitor that a score run is for. */
export const runWindow = Type.Object({ monitor: streamId, week }, { additionalProperties: false });

/** What gives the scores: a program with a trained model, or one feature as it stands. */
export const scorer = Type.Union([
  Type.Object({ kind: Type.Literal('program') }, { additionalProperties: false }),
  Type.Object({ kind: Type.Literal('feature'), feature: featureName }, { additionalProperties: false }),
]);

/** Program and arguments, run in the folder's copy without a shell; `node` is the plane's own. */
export const programCommand = Type.Array(Type.String({ minLength: 1, maxLength: 1000 }), { minItems: 1, maxItems: 50 });

/** `folder` as it was named; the attempts run the copy whose listing has `codeDigest`. */
export const program = Type.Object({
  folder: Type.String({ minLength: 1, maxLength: 500 }), codeDigest: digest, command: programCommand,
}, { additionalProperties: false });

/** What a training run is measured on when it has succeeded: the weeks, and how its model is run to score them. */
export const evaluateOn = Type.Object({
  datasetVersion, weeks, program: Type.Object({ command: programCommand }, { additionalProperties: false }),
}, { additionalProperties: false });

/** The outcome that a model learns: an SQL expression over the named columns. */
export const label = Type.Object({
  name: featureName, expression: Type.String({ minLength: 1, maxLength: 500 }),
  columns: Type.Array(Type.String({ minLength: 1, maxLength: 80 }), { minItems: 1, maxItems: 20 }),
}, { additionalProperties: false });

/** Bounds on every attempt; they change no result and are not part of the manifest. */
export const runLimits = Type.Object({
  seconds: Type.Integer({ minimum: 1, maximum: 86_400 }),
  outputBytes: Type.Integer({ minimum: 1, maximum: 10_737_418_240 }),
}, { additionalProperties: false });

/** Why no program ran: an earlier run had the same manifest. */
export const cached = Type.Object({ run: streamId, reason: Type.String({ minLength: 1, maxLength: 500 }) }, { additionalProperties: false });

/** One place at which a rerun's result is not the original's; null where one of them has nothing there. */
export const difference = Type.Object({
  path: Type.String({ minLength: 1, maxLength: 500 }),
  original: Type.Union([Type.String(), Type.Null()]),
  rerun: Type.Union([Type.String(), Type.Null()]),
}, { additionalProperties: false });

export const nullable = <S extends Parameters<typeof Type.Union>[0][number]>(schema: S) => Type.Union([schema, Type.Null()]);
