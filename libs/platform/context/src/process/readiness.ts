import { CommandFault } from '@throughline/commands';

/** How far a process has come. */
export interface ReadinessReport {
  readonly ready: boolean;
  readonly database: 'ok' | 'down';
  /** What a start still waits for, and why it failed last, in words for anybody; left out once it is through. */
  readonly waitingFor?: { readonly step: string; readonly because: string | null };
  readonly stopping?: true;
}

const ANSWER_WITHIN_MS = 1_500;

/** Whether a process can do its work: it has started as a whole, it is not stopping, and its database answers. */
export class Readiness {
  #waitingFor: NonNullable<ReadinessReport['waitingFor']> | null = { step: 'start', because: null };
  readonly #since = new Date();
  #tables = false;
  #stopping = false;
  readonly #database: () => Promise<unknown>;

  /** @param database asks the database something small */
  constructor(database: () => Promise<unknown>) {
    this.#database = database;
  }

  get stopping(): boolean {
    return this.#stopping;
  }

  /** When this process began to start; null once it is through. */
  startingSince(): Date | null {
    return this.#waitingFor ? this.#since : null;
  }

  waitFor(step: string, because: string | null = null): void {
    this.#waitingFor = { step, because };
  }

  tablesAreThere(): void {
    this.#tables = true;
  }

  started(): void {
    this.#waitingFor = null;
  }

  stop(): void {
    this.#stopping = true;
  }

  /** @throws CommandFault UPSTREAM_UNAVAILABLE until the tables are known to be what this code needs */
  demandTables(): void {
    if (!this.#tables) throw new CommandFault('UPSTREAM_UNAVAILABLE', `This process is starting (${this.#waitingFor?.step}); ask again.`);
  }

  async look(): Promise<ReadinessReport> {
    let timer: NodeJS.Timeout;
    const late = new Promise<'down'>((resolve) => { timer = setTimeout(resolve, ANSWER_WITHIN_MS, 'down'); });
    const database = await Promise.race([this.#database().then(() => 'ok' as const, () => 'down' as const), late]).finally(() => clearTimeout(timer));
    return { ready: database === 'ok' && !this.#waitingFor && !this.#stopping, database, ...(this.#waitingFor && { waitingFor: this.#waitingFor }), ...(this.#stopping && { stopping: true }) };
  }
}
