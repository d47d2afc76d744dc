import { fileURLToPath } from 'node:url';

// Entry scripts run on any Node from 20.0 on, which has no import.meta.dirname yet.
export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');

// Standard output belongs to the program that is started (`demo --json` ends with one JSON line).
export const say = (line) => process.stderr.write(`${line}\n`);
