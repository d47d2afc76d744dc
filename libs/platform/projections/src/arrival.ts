import type { IntegrationEvent } from '@throughline/kernel';
import { type LogRecord, toIntegrationEvent } from '@throughline/transport';
import { messageOf } from './failure.ts';

/** An event as it came: the record byte for byte, and what it says. `event.data` is as published, not upcast. */
export interface Arrival {
  readonly record: LogRecord;
  readonly event: IntegrationEvent;
}

/** A record on its way through a consumer, with the offset to store once it is applied. */
export interface Incoming {
  readonly record: LogRecord;
  readonly next: number;
  readonly event: IntegrationEvent | undefined;
  /** Why there is no event: the envelope is unreadable. */
  readonly problem: string | undefined;
}

export const incoming = (record: LogRecord, next: number): Incoming => {
  try {
    return { record, next, event: toIntegrationEvent(record), problem: undefined };
  } catch (error) {
    return { record, next, event: undefined, problem: messageOf(error) };
  }
};
