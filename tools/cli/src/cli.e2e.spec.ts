import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buildAll } from '@throughline/testing';

const main = resolve(import.meta.dirname, '../dist/main.js');
const run = (...args: string[]): Promise<{ code: number; error: string }> => new Promise((done) => {
  const child = execFile(process.execPath, [main, ...args], { env: { ...process.env, NODE_OPTIONS: '' }, timeout: 60_000 }, (_, __, error) => done({ code: child.exitCode ?? -1, error }));
});

describe('the command line of a mistaken user', () => {
  let folder: string;
  let stranger: Server;

  beforeAll(async () => {
    await buildAll();
    folder = await mkdtemp(join(tmpdir(), 'throughline-cli-'));
    await writeFile(join(folder, 'file'), '');
    stranger = createServer((_, response) => response.writeHead(404).end('<!DOCTYPE html>')).listen(0, '127.0.0.1');
  }, 180_000);
  afterAll(async () => {
    stranger.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('makes no key where no plane has run, for its tokens would be nobody\'s', async () => {
    for (const place of ['nowhere', 'file', 'file/below']) {
      expect(await run('--data-dir', join(folder, place), 'token', '--as', 'viewer')).toEqual({ code: 1, error: `No plane with the built-in issuer has run on ${join(folder, place)}. Start it with npm start, or name its folder with --data-dir.\n` });
    }
    expect(existsSync(join(folder, 'nowhere'))).toBe(false);
  });

  it('says that somebody else answers at that address', async () => {
    const url = `http://127.0.0.1:${(stranger.address() as AddressInfo).port}`;
    expect(await run('--url', url, 'query', '{ viewer { roles } }', '--token', 'a.b.c')).toEqual({ code: 1, error: `What answers at ${url} is no Throughline plane: HTTP 404, and no JSON. Name the plane's address with --url.\n` });
  });
});
