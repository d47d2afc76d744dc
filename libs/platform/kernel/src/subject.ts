import { DIGEST_PATTERN, type Digest } from './digest.ts';

/** What names a model version: an artefact of our own by its digest, or an off-the-shelf model by everything that fixes its behaviour. */
export type Subject =
  | { readonly kind: 'artifact'; readonly digest: Digest }
  | {
      readonly kind: 'external';
      readonly provider: string;
      readonly model: string;
      readonly snapshot: string;
      readonly promptDigest: Digest;
      readonly parametersDigest: Digest;
    };

const digest = { type: 'string', pattern: DIGEST_PATTERN } as const;
const nonEmpty = { type: 'string', minLength: 1, maxLength: 200 } as const;

/** JSON Schema of a {@link Subject}; contracts wrap it with `Type.Unsafe<Subject>(subjectSchema)`. */
export const subjectSchema = {
  anyOf: [
    {
      type: 'object', additionalProperties: false, required: ['kind', 'digest'],
      properties: { kind: { const: 'artifact' }, digest },
    },
    {
      type: 'object', additionalProperties: false,
      required: ['kind', 'provider', 'model', 'snapshot', 'promptDigest', 'parametersDigest'],
      properties: { kind: { const: 'external' }, provider: nonEmpty, model: nonEmpty, snapshot: nonEmpty, promptDigest: digest, parametersDigest: digest },
    },
  ],
};

const partsOf = (s: Subject): readonly string[] =>
  s.kind === 'artifact' ? [s.kind, s.digest] : [s.kind, s.provider, s.model, s.snapshot, s.promptDigest, s.parametersDigest];

/** One string per subject, equal when and only when the subjects are the same. */
export const subjectKey = (subject: Subject): string => JSON.stringify(partsOf(subject));

/** Whether both are there and the same; nothing is not the same as nothing. */
export const sameSubject = (a: Subject | null | undefined, b: Subject | null | undefined): boolean =>
  a != null && b != null && subjectKey(a) === subjectKey(b);
