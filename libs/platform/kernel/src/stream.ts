import type { Json } from './json.ts';
import { idOf, UUID_PATTERN } from './uuid.ts';

/** The bounded contexts, each with one name everywhere: app, library, topic prefix and (with `_`) database schema. */
export const CONTEXTS = ['requirements', 'data-quality', 'training', 'registry', 'monitoring'] as const;
/** Name of a context. */
export type ContextName = (typeof CONTEXTS)[number];

/** Database schema of a context or of the gateway. */
export const schemaOf = (context: ContextName | 'gateway'): string => context.replaceAll('-', '_');

/** A stream id: `<type>-<uuid>`; never user text. */
export const STREAM_ID_PATTERN = `^[a-z][a-z0-9-]*-${UUID_PATTERN.slice(1)}`;

/** Stream of a thing that exists once in a workspace under a natural key: the same key names the same stream. */
export const naturalStream = (type: string, workspace: string, ...key: readonly Json[]): string =>
  `${type}-${idOf(workspace, type, ...key)}`;

/** Stream of a thing that a command creates: a repeated creation with the same command id meets itself. */
export const createdStream = (type: string, commandId: string): string => `${type}-${commandId}`;

/** Names that people give (datasets, models, workspaces): NFC, case-sensitive, letters, digits and `. _ -`, 1–80 characters, no leading punctuation. */
export const NAME_PATTERN = '^[\\p{L}\\p{N}][\\p{L}\\p{N}._-]{0,79}$';
