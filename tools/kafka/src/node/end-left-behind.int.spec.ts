import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { commandLine } from '@throughline/embedded-postgres';
import { eventually } from '@throughline/testing';
import { asAdmin } from '../../test/messages.ts';
import { removeTemporaryFolders, temporaryFolder } from '../../test/temporary-folder.ts';
import { startKafka } from '../start-kafka.ts';
import { parentOf } from './parent-of.ts';

const children: ChildProcess[] = [];

/** Runs the program from its sources, until its first line of output. */
const launcher = async (dataDir: string): Promise<{ child: ChildProcess; brokers: string[] }> => {
  const child = spawn(process.execPath, ['--conditions=ws-source', join(import.meta.dirname, '..', 'main.ts'), '--data-dir', dataDir], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  const [line] = await once(createInterface({ input: child.stdout }), 'line') as [string];
  return { child, brokers: line.split(',') };
};

const pidFileOf = (dataDir: string): string => join(dataDir, 'node-1', 'broker.pid');
const brokerOf = async (dataDir: string): Promise<number> => Number((await readFile(pidFileOf(dataDir), 'utf8')).split(' ')[0]);
const gone = (pid: number) => eventually(async () => (await commandLine(pid)).length === 0);

const watcherOf = async (launcherPid: number | undefined): Promise<number> => {
  for (const pid of (await readdir('/proc')).map(Number).filter(Boolean)) {
    if (await parentOf(pid) === launcherPid && (await commandLine(pid))[0] === '/bin/sh') return pid;
  }
  throw new Error('the launcher has no watcher');
};

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await removeTemporaryFolders();
});

describe('a broker whose launcher is killed', () => {
  it('ends with it', async () => {
    const dataDir = await temporaryFolder();
    const { child } = await launcher(dataDir);
    const broker = await brokerOf(dataDir);
    expect(await parentOf(broker)).toBe(child.pid);
    child.kill('SIGKILL');
    await gone(broker);
  });

  it('is ended by the next start where it outlived its watcher too, and its data stay', async () => {
    const dataDir = await temporaryFolder();
    const { child, brokers } = await launcher(dataDir);
    await asAdmin(brokers, (admin) => admin.createTopics({ topics: [{ topic: 'kept', numPartitions: 1 }] }));
    const broker = await brokerOf(dataDir);
    process.kill(await watcherOf(child.pid), 'SIGKILL');
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
    expect(await commandLine(broker)).not.toEqual([]);

    const lines: string[] = [];
    const next = await startKafka({ dataDir, log: (line) => lines.push(line) });
    expect(lines).toContain(`ending the broker ${broker} that an earlier process left behind`);
    await gone(broker);
    expect(await asAdmin(next.brokers, (admin) => admin.listTopics())).toEqual(['kept']);
    await next.stop();
  });

  it('stops in peace when the launcher is told to', async () => {
    const dataDir = await temporaryFolder();
    const { child } = await launcher(dataDir);
    const broker = await brokerOf(dataDir);
    const ended = once(child, 'exit');
    child.kill('SIGINT');
    expect(await ended).toEqual([0, null]);
    await gone(broker);
  });
});

describe('a start on a folder in use', () => {
  it('is refused while the other launcher lives, and harms nothing', async () => {
    const dataDir = await temporaryFolder();
    const { child, brokers } = await launcher(dataDir);
    await expect(startKafka({ dataDir })).rejects.toThrow(`A Kafka that process ${child.pid} started already runs`);
    expect(await asAdmin(brokers, (admin) => admin.listTopics())).toEqual([]);
  });

  it('ends no other program that has the pid by now', async () => {
    const dataDir = await temporaryFolder();
    await (await startKafka({ dataDir })).stop();
    const stranger = spawn(process.execPath, ['-e', 'process.stdin.resume()', dataDir], { stdio: ['pipe', 'ignore', 'ignore'] });
    children.push(stranger);
    for (const text of [`${stranger.pid} 1\n`, `${stranger.pid}`]) {
      await writeFile(pidFileOf(dataDir), text);
      await (await startKafka({ dataDir })).stop();
      expect([stranger.exitCode, stranger.signalCode]).toEqual([null, null]);
    }
  });
});
