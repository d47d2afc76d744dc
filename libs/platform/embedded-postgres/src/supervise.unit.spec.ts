import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '../test/eventually.ts';
import type { Postmaster, PostmasterEnd } from './postmaster.ts';
import { backOff, supervise } from './supervise.ts';

const fakePostmaster = (pid: number) => {
  let end: (end: PostmasterEnd) => void = () => undefined;
  const exited = new Promise<PostmasterEnd>((done) => { end = done; });
  let stops = 0;
  const postmaster: Postmaster = {
    pid, exited, signalStop: () => undefined,
    stop: async () => { stops += 1; end({ code: 0, signal: null }); },
  };
  return { postmaster, crash: () => end({ code: null, signal: 'SIGKILL' }), stops: () => stops };
};

describe('the supervisor', () => {
  it('waits longer after each failure, but never longer than 30 s', () => {
    expect([0, 1, 2, 3, 8, 9, 1_000].map(backOff)).toEqual([100, 200, 400, 800, 25_600, 30_000, 30_000]);
  });

  it('tries again when a restart fails, and says so', async () => {
    const first = fakePostmaster(1);
    const second = fakePostmaster(2);
    const lines: string[] = [];
    const answers = [() => Promise.reject(new Error('port taken')), () => Promise.resolve(second.postmaster)];
    const supervisor = supervise(first.postmaster, () => answers.shift()!(), new AbortController(), (line) => lines.push(line));
    first.crash();
    await eventually('the second serves', async () => supervisor.pid() === 2);
    await supervisor.stop();
    expect(lines).toEqual([
      'the database server ended unexpectedly (SIGKILL), starting it again in 100 ms',
      'starting the database server again failed, next try in 200 ms: port taken',
      'the database server runs again as process 2',
    ]);
  });

  it('stops a server that became ready while it was told to stop', async () => {
    const first = fakePostmaster(1);
    const late = fakePostmaster(2);
    let ready: (postmaster: Postmaster) => void = () => undefined;
    let asked = false;
    const launch = () => new Promise<Postmaster>((done) => { asked = true; ready = done; });
    const supervisor = supervise(first.postmaster, launch, new AbortController(), () => undefined);
    first.crash();
    await eventually('a restart is under way', async () => asked);
    const stopped = supervisor.stop();
    await sleep(0);
    ready(late.postmaster);
    await stopped;
    expect(late.stops()).toBe(1);
  });
});
