import type { ContextName } from '@throughline/kernel';
import type { Consumer, ConsumerGroup, Histories, RebuildReport } from '@throughline/projections';
import type { Pool } from 'pg';
import type { JournalReport } from './verify-journal.ts';
import { verifyJournal } from './verify-journal.ts';

export interface OperationsOptions {
  readonly pool: Pool;
  readonly schema: string;
  readonly consumers: ConsumerGroup;
  readonly consumer: Consumer;
  readonly histories: Histories;
  readonly topics: ReadonlyMap<ContextName, readonly string[]>;
}

/** A rebuild as the API shows it. */
export interface RebuildResult extends Pick<RebuildReport, 'version' | 'events' | 'parked'> {
  readonly name: string;
  readonly live: string;
  readonly rebuilt: string;
  readonly equal: boolean;
}

/** What an administrator can have done. */
export class Operations {
  readonly #options: OperationsOptions;

  constructor(options: OperationsOptions) {
    this.#options = options;
  }

  async rebuildReadModels(): Promise<RebuildResult[]> {
    const reports = await this.#options.consumer.rebuildAll();
    return reports.map(({ readModel, version, events, parked, before, after }) => ({ name: readModel, version, events, parked, live: before, rebuilt: after, equal: before === after }));
  }

  /** Compares the journal with the history of every owner. @throws Error when an owner does not answer */
  async verifyJournal(): Promise<JournalReport[]> {
    const { topics } = this.#options;
    const reports: JournalReport[] = [];
    for (const [context, own] of topics) reports.push(await verifyJournal(this.#options, context, own));
    return reports;
  }
}
