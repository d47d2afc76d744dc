import { createServer, connect, type AddressInfo, type Server, type Socket } from 'node:net';
import type { Link } from '../target/target.ts';

interface Pair { readonly near: Socket; readonly far: Socket }

/** Carries TCP connections to one address, and stops doing so when told. On loopback only. */
export class TcpProxy implements Link {
  readonly port: number;
  readonly #server: Server;
  readonly #pairs = new Set<Pair>();
  #way: 'open' | 'cut' | 'stalled' = 'open';

  private constructor(server: Server, target: { readonly host: string; readonly port: number }) {
    this.#server = server;
    this.port = (server.address() as AddressInfo).port;
    server.on('connection', (near) => this.#carry(near, target));
  }

  /** @param port to listen on; 0 takes a free one */
  static async open(target: { readonly host: string; readonly port: number }, port = 0): Promise<TcpProxy> {
    const server = createServer({ pauseOnConnect: true, allowHalfOpen: true });
    await new Promise<void>((done, failed) => server.once('error', failed).listen(port, '127.0.0.1', done));
    return new TcpProxy(server, target);
  }

  cut(): void {
    this.#way = 'cut';
    for (const pair of this.#pairs) this.#end(pair);
  }

  stall(): void {
    this.#way = 'stalled';
    for (const { near, far } of this.#pairs) {
      near.pause();
      far.pause();
    }
  }

  mend(): void {
    this.#way = 'open';
    for (const { near, far } of this.#pairs) {
      near.resume();
      far.resume();
    }
  }

  ports(): ReadonlySet<number> {
    return new Set([...this.#pairs].map(({ far }) => far.localPort).filter((port) => port !== undefined));
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise<void>((done) => this.#server.close(() => done()));
  }

  #carry(near: Socket, target: { readonly host: string; readonly port: number }): void {
    // The listener itself stays: a port that was given back could be taken by another.
    if (this.#way === 'cut') return void near.resetAndDestroy();
    const pair: Pair = { near, far: connect({ ...target, allowHalfOpen: true }) };
    this.#pairs.add(pair);
    pair.far.setNoDelay(true);
    near.setNoDelay(true);
    for (const [from, to] of [[near, pair.far], [pair.far, near]] as const) {
      from.on('data', (chunk) => {
        if (!to.write(chunk)) from.pause();
      });
      to.on('drain', () => { if (this.#way === 'open') from.resume(); });
      from.on('end', () => to.end());
      from.on('error', () => this.#end(pair)); // either end may break at any time: then so does the other
      from.on('close', () => {
        if (to.destroyed) this.#pairs.delete(pair);
        else to.end();
      });
    }
    if (this.#way === 'open') near.resume();
    else pair.far.pause();
  }

  #end(pair: Pair): void {
    this.#pairs.delete(pair);
    for (const socket of [pair.near, pair.far]) if (!socket.destroyed) socket.resetAndDestroy();
  }
}
