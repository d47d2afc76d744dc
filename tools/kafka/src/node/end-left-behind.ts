import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { commandLine } from '@throughline/embedded-postgres';
import { KafkaError } from '../install/kafka-error.ts';
import { parentOf } from './parent-of.ts';

/** What stands in a pid file: the broker, and the process that started it. */
export interface PidFile {
  readonly pid: number;
  readonly launcher: number;
}

const readPidFile = async (path: string): Promise<PidFile | undefined> => {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  const [, pid, launcher] = /^(\d+) (\d+)\n$/.exec(text) ?? []; // one that broke off names nobody
  return pid && launcher ? { pid: Number(pid), launcher: Number(launcher) } : undefined;
};

export const pidFileText = ({ pid, launcher }: PidFile): string => `${pid} ${launcher}\n`;

/**
 * Ends the broker that a dead launcher left running with `propertiesFile`. A pid alone proves nothing, since the number
 * may soon belong to another program: only a process whose command line names this file is ended.
 *
 * @throws KafkaError when the launcher still runs
 */
export const endLeftBehind = async (pidFile: string, propertiesFile: string, log: (line: string) => void): Promise<void> => {
  const found = await readPidFile(pidFile);
  if (!found) return;
  const runs = async () => (await commandLine(found.pid)).includes(propertiesFile);
  if (!await runs()) return;
  if (await parentOf(found.pid) === found.launcher) {
    throw new KafkaError(`A Kafka that process ${found.launcher} started already runs on ${propertiesFile}. Stop that process, or name another data folder.`);
  }
  log(`ending the broker ${found.pid} that an earlier process left behind`);
  process.kill(found.pid, 'SIGKILL');
  const deadline = Date.now() + 10_000;
  while (await runs()) {
    if (Date.now() > deadline) throw new KafkaError(`The broker ${found.pid} of an earlier process does not end. End it (kill -9 ${found.pid}), then start again.`);
    await sleep(20);
  }
};
