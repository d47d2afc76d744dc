import pg from 'pg';
import { provision, type ProvisionedDatabase } from '@throughline/context';

/** Roles belong to the server, not to the database: suites side by side must not alter one at once. */
export const provisionAlone = async (adminUrl: string): Promise<ProvisionedDatabase> => {
  const server = new pg.Client(process.env['TEST_DATABASE_URL']);
  await server.connect();
  try {
    await server.query('select pg_advisory_lock(738201)');
    return await provision({ adminUrl, passwordOf: (role) => Promise.resolve(`test-${role}`) });
  } finally {
    await server.end();
  }
};
