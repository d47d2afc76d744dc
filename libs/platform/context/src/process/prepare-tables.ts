import type { Logger } from '@throughline/observability';
import type { StartStep } from './bring-up.ts';
import type { Readiness } from './readiness.ts';
import { Told } from './told.ts';

/** How the tables of a process come to be what its code needs. */
export interface TablesOptions {
  /** Of the role that owns the schema; undefined: somebody else migrates, and this process waits for it. */
  readonly ownerUrl: string | undefined;
  readonly migrate: (ownerUrl: string) => Promise<readonly string[] | void>;
  /** What is lacking, as the application role sees it. */
  readonly pending: () => Promise<readonly string[]>;
  readonly readiness: Readiness;
  readonly logger: Logger;
}

/** The first step of every start: the database answers, and has the tables that this code needs. */
export const prepareTables = ({ ownerUrl, migrate, pending, readiness, logger }: TablesOptions): StartStep => ({
  name: 'the database',
  run: async () => {
    if (ownerUrl) {
      const applied = await migrate(ownerUrl) ?? [];
      if (applied.length) logger.info({ applied }, 'migrations applied');
    }
    const lacking = await pending();
    if (lacking.length) throw new Told(`not migrated yet: ${lacking.join(', ')}; set MIGRATION_DATABASE_URL here, or start a process that has it`);
    readiness.tablesAreThere();
  },
});
