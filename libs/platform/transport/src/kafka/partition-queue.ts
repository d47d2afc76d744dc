import type { StoredRecord } from '../log-transport.ts';

/**
 * What was fetched of one partition and is not committed yet. It covers the offsets from `from` up to, not including, `fetchNext`,
 * whole: offsets that hold no message are covered too.
 */
export class PartitionQueue {
  #records: StoredRecord[] = [];
  #bytes = 0;
  #from = 0;
  #fetchNext = 0;

  /** The offset that must be fetched next. */
  get fetchNext(): number {
    return this.#fetchNext;
  }

  get length(): number {
    return this.#records.length;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** The first records, which stay until {@link startAt} says that they are done. */
  first(count: number): StoredRecord[] {
    return this.#records.slice(0, count);
  }

  append(records: readonly StoredRecord[], fetchNext: number): void {
    for (const record of records) {
      this.#records.push(record);
      this.#bytes += record.value.length;
    }
    this.#fetchNext = fetchNext;
  }

  /** Drops what lies before an offset. Answers false, and drops nothing, where the offset is not covered. */
  startAt(offset: number): boolean {
    if (offset < this.#from || offset > this.#fetchNext) return false;
    const done = this.#records.findIndex((record) => record.offset >= offset);
    for (const record of this.#records.splice(0, done < 0 ? this.#records.length : done)) this.#bytes -= record.value.length;
    this.#from = offset;
    return true;
  }

  /** Forgets everything: an offset is next. */
  restartAt(offset: number): void {
    this.#records = [];
    this.#bytes = 0;
    this.#from = offset;
    this.#fetchNext = offset;
  }
}
