import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';

const storage = new AsyncLocalStorage<string>();
const shape = /^[\w.:-]{1,128}$/;

/** Runs work under a correlation id; every log line written meanwhile carries it. */
export const withCorrelation = <T>(id: string, work: () => T): T => storage.run(id, work);

/** The id of the request or event that is being worked on. */
export const correlationId = (): string | undefined => storage.getStore();

/** A caller's id where it is a harmless word, else a new one. */
export const correlationIdOf = (header: string | readonly string[] | undefined): string =>
  typeof header === 'string' && shape.test(header) ? header : randomUUID();
