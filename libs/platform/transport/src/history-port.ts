import type { LogRecord } from './log-transport.ts';

/** A public event out of its owner's store, in the envelope it travelled in, with the owner's position. */
export interface HistoryRecord extends LogRecord {
  /** Global position in the owner's store. */
  readonly position: number;
}

/** Where a stream ends in its owner's store. */
export interface StreamHead {
  readonly stream: string;
  /** Published version of the stream's last public event. */
  readonly version: number;
  /** Position and id of that event. */
  readonly position: number;
  readonly id: string;
}

/** What of a topic counts. */
export interface TopicFloors {
  /**
   * Offset of each partition below which the log holds what its owner's store has lost: whoever stands below jumps over it and takes the history
   * instead. Empty where nothing was ever given up.
   */
  readonly offsets: readonly number[];
  /** Why the topic must not be read for now: its owner has not compared store and log, or they do not fit. Null when it may be read. */
  readonly withheld: string | null;
}

/** Up to where an owner's history is complete and handed over. */
export interface HistoryHead {
  /** ISO 8601 instant before which the owner's published events are complete, or null when nothing is known yet. */
  readonly completeBefore: string | null;
  /** Position up to which the owner's public events have been handed to the log. */
  readonly position: number;
}

/** The owner's event history: the only call from one service to another. In process when embedded, HTTP with a service token otherwise. */
export interface HistoryPort {
  /** Public events of a stream with published version > after, ascending; at most 1,000. */
  stream(stream: string, after: number): Promise<readonly HistoryRecord[]>;
  /** Public events of a topic with position > after and not beyond the fence's high water, ascending. */
  topic(topic: string, after: number, limit: number): Promise<readonly HistoryRecord[]>;
  /** Streams of a topic whose last public event lies beyond a position, ascending by position; at most 1,000. */
  heads(topic: string, after: number): Promise<readonly StreamHead[]>;
  head(): Promise<HistoryHead>;
  /** Asked before a topic is read, where the log outlives its owner's database. */
  floors(topic: string): Promise<TopicFloors>;
}
