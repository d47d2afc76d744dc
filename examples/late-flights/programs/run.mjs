// What any program needs to live under a control plane: its folders, its parameters, its way to report and to stop.
import { readFileSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';

export class BadInput extends Error {}

const folder = (name) => {
  const value = process.env[name];
  if (!value) throw new BadInput(`the environment variable ${name} is not set`);
  return value;
};

const readParameters = () => {
  const path = folder('THROUGHLINE_PARAMETERS');
  try {
    const parameters = JSON.parse(readFileSync(path, 'utf8'));
    if (parameters === null || typeof parameters !== 'object' || Array.isArray(parameters)) throw new Error('not an object');
    return parameters;
  } catch (error) {
    throw new BadInput(`the parameters file cannot be read: ${error.message}`);
  }
};

const readSeed = () => {
  const seed = Number(process.env.THROUGHLINE_SEED ?? '');
  if (process.env.THROUGHLINE_SEED === undefined || !Number.isSafeInteger(seed) || seed < 0) {
    throw new BadInput('THROUGHLINE_SEED must be a whole number, 0 or more');
  }
  return seed;
};

const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);

export const progress = (done, total) => say({ type: 'progress', done, total });
export const metric = (name, step, value) => say({ type: 'metric', name, step, value });
export const log = (text) => process.stdout.write(`${text}\n`);

// A long loop that never lets go would not notice that it was asked to stop.
export const breathe = () => setImmediate();

const stop = (reason) => {
  process.stderr.write(`stopped: ${reason}\n`);
  process.exit(1);
};

/** Runs `work` and turns its outcome into an exit code: 0 done, 1 failed or stopped, 2 bad input. */
export const run = async (work) => {
  process.on('SIGTERM', () => stop('SIGTERM'));
  process.stdin.on('end', () => stop('standard input was closed'));
  process.stdin.on('error', () => stop('standard input broke'));
  process.stdin.resume();
  try {
    await work({
      input: folder('THROUGHLINE_INPUT_DIR'),
      output: folder('THROUGHLINE_OUTPUT_DIR'),
      parameters: readParameters(),
      seed: readSeed(),
    });
  } catch (error) {
    process.stderr.write(`${error instanceof BadInput ? error.message : error.stack}\n`);
    process.exitCode = error instanceof BadInput ? 2 : 1;
  }
  process.stdin.removeAllListeners('end');
  process.stdin.destroy();
};
