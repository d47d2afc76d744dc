import { schemaOf, type ContextName } from '@throughline/kernel';

/** Who has a schema. */
export type SchemaOwner = ContextName | 'gateway';

/** Role that the service runs as: appends through functions, reads, and keeps its own read models; never owns a table. */
export const appRoleOf = (context: SchemaOwner): string => `tl_${schemaOf(context)}_app`;

/** Role that migrations run as. */
export const ownerRoleOf = (context: SchemaOwner): string => `tl_${schemaOf(context)}_owner`;

/** Role that owns the embedded log. */
export const BUS_OWNER = 'tl_bus_owner';
