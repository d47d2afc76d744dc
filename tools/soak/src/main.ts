import 'reflect-metadata';
import { constants } from 'node:os';
import { run } from './run.ts';

const early = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (early.signal.aborted) process.exit(128 + constants.signals[signal]);
    early.abort();
  });
}

const exitCode = await run(process.argv.slice(2), { out: (text) => process.stdout.write(text), err: (text) => process.stderr.write(text), signal: early.signal });
// kafkajs goes on looking for the broker that has ended; nothing is left to be done.
process.exit(exitCode);
