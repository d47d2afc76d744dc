import { Type } from 'typebox';
import { ACTOR_PATTERN, DIGEST_PATTERN, NAME_PATTERN, STREAM_ID_PATTERN } from '@throughline/kernel';

export const streamId = Type.String({ pattern: STREAM_ID_PATTERN });
export const actor = Type.String({ pattern: '^(human|service|policy):.+$', maxLength: 200 });
/** An actor that a command names. */
export const namedActor = Type.String({ pattern: ACTOR_PATTERN, maxLength: 200 });
export const digest = Type.String({ pattern: DIGEST_PATTERN });
export const datasetName = Type.String({ pattern: NAME_PATTERN });
/** Named by the client; a quarantine makes `<base>-q<k>`. */
export const datasetVersion = Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$' });
export const ruleId = Type.String({ minLength: 1, maxLength: 120 });
export const reason = Type.String({ minLength: 3, maxLength: 2000 });
/** A count; beyond 2^53 − 1 it would travel as a decimal string. */
export const count = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
/** Bytes in the blob store. */
export const blob = Type.Object({ digest, size: count }, { additionalProperties: false });
/** Rows whose date lies in the half-open range; null: the whole file. */
export const range = Type.Union([Type.Object({
  column: Type.String({ minLength: 1, maxLength: 120 }),
  from: Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' }),
  to: Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' }),
}, { additionalProperties: false }), Type.Null()]);

export const aDataset = 'dataset-0e5c2f2e-5d0f-5d0c-9a55-9b8f2d7a1b31';
export const aContract = 'data-contract-1b2c3d4e-5f60-5171-8293-a4b5c6d7e8f1';
export const aVerification = 'verification-2c3d4e5f-6071-5283-94a5-b6c7d8e9f0a1';
export const aDigest = 'sha256:dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd';
