import type { LogRecord, LogTransport } from '@throughline/transport';

/** A log that acknowledges some messages which it never keeps. */
export const lossyLog = (log: LogTransport, loses: (record: LogRecord) => boolean): LogTransport => new Proxy(log, {
  get: (target, name) => {
    if (name === 'producer') {
      return async (context: string) => {
        const producer = await target.producer(context);
        return { close: () => producer.close(), send: (records: readonly LogRecord[], save: Parameters<typeof producer.send>[1]) => producer.send(records.filter((record) => !loses(record)), save) };
      };
    }
    const value: unknown = Reflect.get(target, name, target);
    return typeof value === 'function' ? value.bind(target) : value;
  },
});
