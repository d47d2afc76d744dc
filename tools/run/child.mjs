import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { delimiter, join } from 'node:path';
import { root } from './root.mjs';

const bin = join(root, 'node_modules', '.bin');
const pathWithout = (path = '') => path.split(delimiter).filter((dir) => !/node_modules[\\/]\.bin$/.test(dir));

/** PATH whose `node` is the workspace's own. */
export const ownPath = () => [bin, ...pathWithout(process.env.PATH)].join(delimiter);
/** PATH whose `node` and `npm` are the system's, for the time in which node_modules is replaced. */
export const systemPath = () => pathWithout(process.env.PATH).join(delimiter);

/** Runs a program to its end, hands signals on, and returns its exit code (128 + n after signal n). */
export const runChild = (command, args, { env = {}, stdio = 'inherit', shell = false } = {}) =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio, shell, env: { ...process.env, ...env } });
    const handOn = (signal) => {
      // A terminal has sent Ctrl-C to the child already; a second one would read as "stop at once".
      if (signal === 'SIGINT' && process.stdin.isTTY) return;
      child.kill(signal);
    };
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
    for (const signal of signals) process.on(signal, handOn);
    const done = () => signals.forEach((signal) => process.off(signal, handOn));
    child.once('error', (error) => { done(); reject(error); });
    child.once('exit', (code, signal) => { done(); resolve(code ?? 128 + constants.signals[signal]); });
  });
