import { ConfigError, describeConfig, parseConfig } from './parse-config.ts';
import { choice, flag, hosts, list, port, text, url, urls, whole } from './variable.ts';

const table = {
  PORT: port('Where it listens.', { default: '4000' }),
  HOST: text('The address it listens on.', { default: '127.0.0.1' }),
  LOG_LEVEL: choice('How much is logged.', ['info', 'debug'], { default: 'info' }),
  DATABASE_URL: url('The database.', ['postgres', 'postgresql'], { secret: true }),
  BROKERS: list('The brokers.'),
  WORKERS: whole('How many.', 1, 8),
  NODES: hosts('The nodes.'),
  SERVICES: urls('The services.', ['http', 'https']),
  LOUD: flag('Whether it shouts.', { default: 'false' }),
};

const problemsOf = (env: NodeJS.ProcessEnv, options?: Parameters<typeof parseConfig<typeof table>>[2]): readonly string[] => {
  try {
    parseConfig(table, env, options);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  throw new Error('nothing was refused');
};

describe('configuration', () => {
  it('fills in defaults and leaves out what is not set', () => {
    expect(parseConfig(table, { BROKERS: '' })).toEqual({ PORT: 4000, HOST: '127.0.0.1', LOG_LEVEL: 'info', LOUD: false });
  });

  it('parses what is set', () => {
    const config = parseConfig(table, { PORT: '0', BROKERS: 'a:1, b:2', WORKERS: '8', LOUD: 'true', DATABASE_URL: 'postgres://u@h/d', NODES: 'a:1, [::1]:2', SERVICES: 'http://a, https://b/c' });
    expect(config).toMatchObject({ NODES: ['a:1', '[::1]:2'], SERVICES: ['http://a', 'https://b/c'], PORT: 0, BROKERS: ['a:1', 'b:2'], WORKERS: 8, LOUD: true, DATABASE_URL: 'postgres://u@h/d' });
  });

  it('names every wrong variable at once, with its value unless it is secret', () => {
    expect(problemsOf({ PORT: '70000', LOG_LEVEL: 'loud', DATABASE_URL: 'mysql://u:pw@h/d', BROKERS: 'a,,b', WORKERS: '1.5', LOUD: 'yes', NODES: 'a:1,b', SERVICES: 'http://a,ftp://b' })).toEqual([
      'PORT is no whole number from 0 to 65535 ("70000")',
      'LOG_LEVEL is none of info, debug ("loud")',
      'DATABASE_URL has scheme mysql; postgres or postgresql is needed',
      'BROKERS has an empty part ("a,,b")',
      'WORKERS is no whole number from 1 to 8 ("1.5")',
      'NODES names "b", which is no host:port ("a:1,b")',
      'SERVICES has scheme ftp; http or https is needed ("http://a,ftp://b")',
      'LOUD is neither true nor false ("yes")',
    ]);
  });

  it('asks for what is required', () => {
    expect(problemsOf({}, { required: ['DATABASE_URL'] })).toEqual(['DATABASE_URL is not set: The database.']);
  });

  it('applies rules over several variables once each is right', () => {
    const rule = ({ HOST, LOUD }: { HOST: string; LOUD: boolean }) => LOUD && HOST !== 'localhost' ? 'LOUD is for localhost only' : null;
    expect(problemsOf({ LOUD: 'true' }, { rules: [rule] })).toEqual(['LOUD is for localhost only']);
    expect(parseConfig(table, { LOUD: 'true', HOST: 'localhost' }, { rules: [rule] })).toMatchObject({ LOUD: true });
  });

  it('describes each variable of the table', () => {
    const help = describeConfig(table);
    for (const [name, { about }] of Object.entries(table)) expect(help).toMatch(new RegExp(`${name} +${about}`));
    expect(help).toContain('whole number 0–65535; default: 4000');
  });

  it('exits 78', () => expect(new ConfigError([]).exitCode).toBe(78));
});
