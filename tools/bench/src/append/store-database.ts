import { provision, migrate } from '@throughline/context';
import { requirementsContext } from '@throughline/requirements-service';
import type { Server } from '../stage/server.ts';

/** A database with the store of requirements, and nobody else on it. @returns URL of the application role */
export const storeDatabase = async ({ database, passwordOf }: Server): Promise<string> => {
  const { requirements } = await provision({ adminUrl: await database('append'), passwordOf });
  await migrate(requirements.ownerUrl, requirements.schema, requirementsContext.migrations);
  return requirements.appUrl;
};
