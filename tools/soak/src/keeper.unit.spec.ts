import { eventually } from '@throughline/testing';
import { Locks } from './faults/locks.ts';
import { Keeper } from './keeper.ts';
import type { SoakProcess } from './target/target.ts';

class FakeProcess implements SoakProcess {
  readonly owners = [];
  readonly url = '';
  readonly links = {};
  starts = 0;
  private running = false;
  private failures: number;

  constructor(readonly name: string, failures = 0) {
    this.failures = failures;
  }

  pid = (): number | undefined => (this.running ? 1 : undefined);
  start(): Promise<void> {
    this.starts++;
    if (this.failures-- > 0) return Promise.reject(new Error('its database is away'));
    this.running = true;
    return Promise.resolve();
  }
  end(): Promise<void> {
    this.running = false;
    return Promise.resolve();
  }
  signal(): void {
    throw new Error('nobody stops it here');
  }
}

describe('whoever keeps services running', () => {
  let keeper: Keeper;
  const locks = new Locks();
  const begin = (...processes: FakeProcess[]): void => {
    keeper = new Keeper(locks, () => undefined, 5);
    keeper.start(processes);
  };
  afterEach(() => keeper.stop());

  it('starts again what ended by itself, and counts it', async () => {
    const process = new FakeProcess('training');
    begin(process);
    await eventually(() => process.pid() !== undefined);
    expect([...keeper.endedByItself]).toEqual([['training', 1]]);
  });

  it('leaves alone what a fault is at', async () => {
    const [taken, free] = [new FakeProcess('taken'), new FakeProcess('free')];
    const release = locks.take(['taken']);
    begin(taken, free);
    await eventually(() => free.pid() !== undefined);
    expect(taken.starts).toBe(0);
    release();
    await eventually(() => taken.starts === 1);
  });

  it('tries again what does not start', async () => {
    const process = new FakeProcess('training', 2);
    begin();
    await keeper.restart(process);
    expect([process.starts, process.pid()]).toEqual([3, 1]);
  });
});
