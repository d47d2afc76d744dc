import type { EventContract } from '@throughline/kernel';

interface ObjectSchema {
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, unknown>>;
}

/**
 * Why readers of one version could not live with the next: backward (a new reader meets an old event) and forward (an old reader
 * meets a new event). Fields may be added as optional; none may go, become required, or change its schema.
 */
export const incompatibilities = (before: Pick<EventContract, 'schema'>, after: Pick<EventContract, 'schema'>): string[] => {
  const [old, young] = [before.schema as ObjectSchema, after.schema as ObjectSchema];
  const problems: string[] = [];
  for (const field of old.required ?? []) {
    if (!young.required?.includes(field)) problems.push(`${field} is no longer promised; readers of the version before need it`);
  }
  for (const field of young.required ?? []) {
    if (!old.required?.includes(field)) problems.push(`${field} is required now; events of the version before lack it`);
  }
  for (const [field, schema] of Object.entries(old.properties ?? {})) {
    const now = young.properties?.[field];
    if (now === undefined) problems.push(`${field} is gone`);
    else if (JSON.stringify(now) !== JSON.stringify(schema)) problems.push(`${field} has another schema`);
  }
  return [...new Set(problems)];
};
