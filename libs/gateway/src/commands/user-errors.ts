import type { CommandOutcome } from '@throughline/commands';
import type { Json, MissingItem, RefusalDetail, RefusalSentences } from '@throughline/kernel';
import { renderRefusal } from '@throughline/kernel';

/** Refusals that any command can meet. */
export const PLATFORM_REFUSALS: RefusalSentences = {
  EXPECTED_VERSION_REQUIRED: 'Give expectedVersion: the version of the entity that you saw.',
  IDEMPOTENCY_KEY_REUSED: 'This idempotencyKey was used for another command before. Take a new one.',
};

const paths: Readonly<Record<string, readonly string[]>> = {
  EXPECTED_VERSION_REQUIRED: ['input', 'expectedVersion'],
  IDEMPOTENCY_KEY_REUSED: ['input', 'idempotencyKey'],
};

const missingNode = ({ key, what, remedy, ...rest }: MissingItem) => ({ key, what, remedy, detail: Object.keys(rest).length > 0 ? rest : null });

// Most details name what is missing in words alone.
const missingOf = (missing: Json | undefined): MissingItem[] => (Array.isArray(missing) ? missing : []).map((item: Json): MissingItem =>
  item !== null && typeof item === 'object' && !Array.isArray(item) ? item as MissingItem : { key: String(item), what: String(item), remedy: '' });

/** A refusal as the API shows it: the owner's sentence with its parameters, and what is missing. */
export const refusalNode = (code: string, detail: RefusalDetail, sentences: RefusalSentences) => ({
  __typename: 'Refusal', code, path: paths[code] ?? null,
  message: sentences[code] === undefined ? code : renderRefusal(sentences[code], detail),
  missing: missingOf(detail['missing']).map(missingNode),
});

export const conflictNode = ({ expectedVersion, actualVersion, changedBy }: Extract<CommandOutcome, { status: 'conflict' }>) => ({
  __typename: 'ConflictError', code: 'CONFLICT', path: ['input', 'expectedVersion'], expectedVersion, actualVersion,
  message: `You saw version ${expectedVersion}; it is ${actualVersion} now. Read it again and decide again.`,
  changedBy,
});
