import { Type, type Static } from 'typebox';
import { DIGEST_PATTERN, NAME_PATTERN, STREAM_ID_PATTERN, subjectSchema, UUID_PATTERN, type Subject } from '@throughline/kernel';

export const streamId = Type.String({ pattern: STREAM_ID_PATTERN });
export const uuid = Type.String({ pattern: UUID_PATTERN });
export const digest = Type.String({ pattern: DIGEST_PATTERN });
export const name = Type.String({ pattern: NAME_PATTERN });
export const environment = Type.String({ pattern: '^[a-z][a-z0-9-]{0,39}$' });
export const subject = Type.Unsafe<Subject>(subjectSchema);
/** `yyyy-mm-dd`, a calendar date without zone. */
export const calendarDate = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' });
/** ISO 8601 week of the data's own dates, for example `2001-W14`. */
export const isoWeek = Type.String({ pattern: '^\\d{4}-W(0[1-9]|[1-4]\\d|5[0-3])$' });
/** Half-open: `from` belongs to it, `to` does not. */
export const period = Type.Object({ from: calendarDate, to: calendarDate }, { additionalProperties: false });
export const datasetVersion = Type.String({ minLength: 1, maxLength: 80 });
export const count = Type.Integer({ minimum: 0 });
export const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()]);
export const failure = Type.String({ minLength: 1, maxLength: 2000 });

/** What ranked the rows: a feature's value, or a model version. */
export const scorer = Type.Union([
  Type.Object({ kind: Type.Literal('feature'), feature: Type.String({ minLength: 1, maxLength: 80 }) }, { additionalProperties: false }),
  Type.Object({ kind: Type.Literal('model'), subject }, { additionalProperties: false }),
]);
export type Scorer = Static<typeof scorer>;

export const aSubject: Subject = { kind: 'artifact', digest: `sha256:${'a'.repeat(64)}` };
export const anotherSubject: Subject = { kind: 'artifact', digest: `sha256:${'b'.repeat(64)}` };
export const aDigest = `sha256:${'d'.repeat(64)}`;
export const aKpi = 'kpi-5a1f8f60-27b4-5b0b-8c39-2a3f9d3c5e21';
export const aMonitor = 'monitor-9d8e7f60-5a4b-5c3d-8e2f-1a0b9c8d7e51';
export const aModel = 'model-6b1f8f60-27b4-5b0b-8c39-2a3f9d3c5e22';
export const aDataset = 'dataset-0e5c2f2e-5d0f-5d0c-9a55-9b8f2d7a1b31';
export const aRun = 'training-run-7c2f8f60-27b4-5b0b-8c39-2a3f9d3c5e23';
export const anotherRun = 'training-run-8d3f8f60-27b4-5b0b-8c39-2a3f9d3c5e24';
export const anEvaluation = 'evaluation-1c2d3e4f-5a6b-5c7d-8e9f-0a1b2c3d4e61';
export const aReference = { dataset: aDataset, datasetName: 'flights', datasetVersion: '3-q1', period: { from: '2001-01-01', to: '2001-03-01' } };
