import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { drain, farewell } from './drain.ts';

describe('a server that drains', () => {
  const serving = async () => {
    const asked: ServerResponse[] = [];
    const server = createServer((_, response) => {
      asked.push(response);
      server.emit('asked');
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const get = () => fetch(`http://127.0.0.1:${port}`).then((response) => response.text());
    return { server, asked, get };
  };

  it('answers what was asked, and takes nothing new', async () => {
    const { server, asked, get } = await serving();
    const answer = get();
    await once(server, 'asked');
    const drained = drain(server);
    await expect(get()).rejects.toThrow('fetch failed');
    asked[0]!.end('done');
    expect(await answer).toBe('done');
    await drained;
  });

  it('waits for no answer for ever, nor for who only stays connected', async () => {
    const { server, asked, get } = await serving();
    const first = get();
    await once(server, 'asked');
    asked[0]!.end('kept alive');
    await first;
    const hanging = get().catch((error: Error) => error.message);
    await once(server, 'asked');
    await drain(server, 100);
    expect(await hanging).toBe('fetch failed');
  });

  it('says farewell with every answer that has not begun, also one asked for before', async () => {
    const { server, asked } = await serving();
    const sayFarewell = farewell(server);
    const { port } = server.address() as AddressInfo;
    const connectionOf = () => fetch(`http://127.0.0.1:${port}`).then((response) => response.headers.get('connection'));
    const before = connectionOf();
    await once(server, 'asked');
    asked[0]!.end('as ever');
    expect(await before).toBe('keep-alive');
    const underWay = connectionOf();
    await once(server, 'asked');
    sayFarewell();
    asked[1]!.end('last words');
    expect(await underWay).toBe('close');
    const after = connectionOf();
    await once(server, 'asked');
    asked[2]!.end('last words');
    expect(await after).toBe('close');
    await drain(server);
  });

  it('has nothing to do where it never listened', async () => {
    await drain(createServer());
  });
});
