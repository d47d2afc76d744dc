import { startBenchPlane, type BenchPlane } from './plane.ts';
import { startServer, type Server } from './server.ts';

/** What benches share; each part starts when it is first asked for. */
export class Stage {
  #server: Promise<Server> | undefined;
  #plane: Promise<BenchPlane> | undefined;

  server(): Promise<Server> {
    return (this.#server ??= startServer());
  }

  plane(): Promise<BenchPlane> {
    return (this.#plane ??= this.server().then((server) => startBenchPlane(server)));
  }

  /** Stops and removes what was started; what never started has nothing to stop. */
  async close(): Promise<void> {
    await (await this.#plane?.catch(() => undefined))?.stop();
    await (await this.#server?.catch(() => undefined))?.remove();
  }
}
