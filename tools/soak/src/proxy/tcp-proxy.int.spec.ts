import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { eventually } from '@throughline/testing';
import { TcpProxy } from './tcp-proxy.ts';

const LARGE = 'x'.repeat(3_000_000);

describe('the proxy between a process and what it needs', () => {
  let echo: Server;
  let proxy: TcpProxy;
  const clients: Socket[] = [];
  const arrived = new WeakMap<Socket, { text: string }>();
  const speak = async (): Promise<Socket> => {
    const socket = connect(proxy.port, '127.0.0.1');
    clients.push(socket);
    const heard = { text: '' };
    arrived.set(socket, heard);
    socket.on('data', (chunk) => { heard.text += chunk.toString(); });
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    return socket;
  };
  const closed = (socket: Socket) => new Promise<void>((done) => (socket.closed ? done() : socket.once('close', () => done())));
  const hears = (socket: Socket, text: string) => eventually(() => arrived.get(socket)!.text.length, (length) => length >= text.length);

  beforeEach(async () => {
    echo = createServer((socket) => { socket.on('error', () => undefined).pipe(socket); }).listen(0, '127.0.0.1');
    await once(echo, 'listening');
    proxy = await TcpProxy.open({ host: '127.0.0.1', port: (echo.address() as AddressInfo).port });
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) client.destroy();
    await proxy.close();
    echo.close();
  });

  it('carries both ways, also what is too much for one buffer', async () => {
    const socket = await speak();
    socket.write(LARGE);
    await hears(socket, LARGE);
    expect(arrived.get(socket)!.text).toBe(LARGE);
    expect(proxy.ports().size).toBe(1);
  });

  it('cut: breaks what is there, refuses what comes, and carries again when mended', async () => {
    const socket = await speak();
    const broken = closed(socket);
    proxy.cut();
    await broken;
    const refused = connect(proxy.port, '127.0.0.1');
    refused.on('error', () => undefined);
    await closed(refused);
    proxy.mend();
    const again = await speak();
    again.write('again');
    await hears(again, 'again');
  });

  it('stalled: keeps the connection and carries what was said meanwhile only when mended', async () => {
    const socket = await speak();
    socket.write('before');
    await hears(socket, 'before');
    proxy.stall();
    socket.write(' meanwhile');
    const late = await speak();
    late.write('late');
    const other = await TcpProxy.open({ host: '127.0.0.1', port: (echo.address() as AddressInfo).port });
    const witness = connect(other.port, '127.0.0.1');
    witness.write('x');
    await once(witness, 'data'); // a round trip beside it: the stalled ones had their time
    expect([arrived.get(socket)!.text, arrived.get(late)!.text]).toEqual(['before', '']);
    proxy.mend();
    await hears(socket, 'before meanwhile');
    await hears(late, 'late');
    witness.destroy();
    await other.close();
  });

  it('hands on the end of either side', async () => {
    const socket = await speak();
    socket.end('bye');
    await closed(socket);
    expect(arrived.get(socket)!.text).toBe('bye');
    await eventually(() => proxy.ports().size === 0);
  });
});
