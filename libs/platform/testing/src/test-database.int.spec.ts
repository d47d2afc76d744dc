import pg from 'pg';
import { createTestDatabase } from './test-database.ts';

const names = async (): Promise<string[]> => {
  const client = new pg.Client(process.env['TEST_DATABASE_URL']);
  await client.connect();
  const { rows } = await client.query<{ datname: string }>('select datname from pg_database');
  await client.end();
  return rows.map(({ datname }) => datname);
};

describe('a test database', () => {
  it('is empty, its own, and gone after the drop, however many are made at once', async () => {
    const made = await Promise.all(Array.from({ length: 4 }, () => createTestDatabase()));
    for (const { url } of made) {
      const client = new pg.Client(url);
      await client.connect();
      await client.query('create table mine (id int)');
      const { rows } = await client.query("select count(*)::int as tables from pg_tables where schemaname = 'public'");
      expect(rows).toEqual([{ tables: 1 }]);
      await client.end();
    }
    await Promise.all(made.map(({ drop }) => drop()));
    await made[0]?.drop();
    const left = await names();
    expect(made.map(({ url }) => new URL(url).pathname.slice(1)).filter((name) => left.includes(name))).toEqual([]);
  });

  it('is dropped although a client is still connected', async () => {
    const { url, drop } = await createTestDatabase();
    const client = new pg.Client(url);
    const cut = new Promise((done) => client.on('error', done));
    await client.connect();
    await drop();
    expect(await cut).toMatchObject({ code: '57P01' });
  });
});
