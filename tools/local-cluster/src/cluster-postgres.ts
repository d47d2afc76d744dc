import { setTimeout as sleep } from 'node:timers/promises';
import type { EmbeddedPostgres } from '@throughline/embedded-postgres';

const BACK_WITHIN_MS = 120_000;

/** The cluster's database server, to be killed as often as a test likes. */
export class ClusterPostgres {
  private readonly server: EmbeddedPostgres;

  constructor(server: EmbeddedPostgres) {
    this.server = server;
  }

  /** `postgres://` URL of the superuser. Holds the password: never log it. */
  get url(): string {
    return this.server.url;
  }

  get port(): number {
    return this.server.port;
  }

  /** Pid of the postmaster that runs now. */
  pid(): number {
    return this.server.pid();
  }

  /** SIGKILL to the postmaster; resolves when its supervisor has it running again, on the same port. */
  async kill(): Promise<void> {
    const before = this.server.pid();
    process.kill(before, 'SIGKILL');
    for (const deadline = Date.now() + BACK_WITHIN_MS; this.server.pid() === before;) {
      if (Date.now() > deadline) throw new Error(`the database server did not come back within ${BACK_WITHIN_MS / 1000} s of its end`);
      await sleep(20);
    }
  }
}
