import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** Below what Linux (32768), macOS and Windows (49152) give to outgoing connections: a server that restarts on its port must not find a client there. */
const PORTS = { from: 15_000, below: 32_768 } as const;
const given = new Set<number>();

const isFree = (port: number): Promise<boolean> =>
  new Promise((done, failed) => {
    const probe = createServer().once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') done(false);
      else failed(error);
    }).listen(port, '127.0.0.1', () => probe.close(() => done(true)));
  });

/** A TCP port on 127.0.0.1 that was free a moment ago, never twice the same in one process; whoever binds it must be ready to lose the race. */
export const freePort = async (): Promise<number> => {
  for (;;) {
    const port = randomInt(PORTS.from, PORTS.below);
    if (given.has(port)) continue;
    given.add(port);
    if (await isFree(port)) return port;
    given.delete(port);
  }
};
