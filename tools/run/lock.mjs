import { closeSync, mkdirSync, openSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs';
import { join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { root, say } from './root.mjs';

const folder = join(root, '.throughline', 'locks');

const create = (file) => {
  try {
    const handle = openSync(file, 'wx');
    writeSync(handle, String(process.pid));
    closeSync(handle);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
};

const holder = (file) => {
  try {
    return { pid: Number(readFileSync(file, 'utf8')), age: Date.now() - statSync(file).mtimeMs };
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
};

const isGone = ({ pid, age }) => {
  if (!pid) return age > 5000; // created, but its owner died before it wrote its number
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
};

// One waiter at a time may remove a dead owner's lock; otherwise the second would remove the first one's new lock.
const removeIfGone = (file) => {
  const breaker = `${file}.breaker`;
  if (!create(breaker)) {
    const other = holder(breaker);
    if (other && isGone(other)) rmSync(breaker, { force: true });
    return;
  }
  try {
    const owner = holder(file);
    if (owner && isGone(owner)) rmSync(file, { force: true });
  } finally {
    rmSync(breaker, { force: true });
  }
};

/** Runs `work` while no other process on this checkout holds the lock `name`. */
export const withLock = async (name, work) => {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${name}.lock`);
  for (let told = false; !create(file); ) {
    const owner = holder(file);
    if (owner && isGone(owner)) removeIfGone(file);
    else if (owner && !told) {
      told = true;
      say(`Waiting for the ${name} of process ${owner.pid || '?'} (if there is no such process, remove ${relative(root, file)}) …`);
    }
    await sleep(100);
  }
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
};
