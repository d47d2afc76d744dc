import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const PROGRAM = `
import { once } from 'node:events';
import { runProcess } from ${JSON.stringify(join(import.meta.dirname, 'run-process.ts'))};
const say = (word) => process.stdout.write(word + '\\n');
await runProcess({
  usage: '', greeting: () => 'listening',
  start: async () => {
    say('starting');
    await once(process.stdin, 'data');
    if (process.env.BROKEN) throw new Error('no database');
    return { stop: async () => say('stopped') };
  },
}, []);
`;

/** Asks it to stop while it starts, then lets the start end. */
const stoppedWhileStarting = async (env: Record<string, string> = {}): Promise<unknown> => {
  const child = spawn(process.execPath, ['--conditions=ws-source', '--disable-warning=ExperimentalWarning', '--input-type=module', '--eval', PROGRAM], {
    env: { ...process.env, NODE_OPTIONS: '', ...env }, stdio: ['pipe', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => { said += chunk.toString(); });
  await once(child.stdout, 'data');
  const end = once(child, 'close');
  child.kill('SIGTERM');
  await once(child.stderr, 'data');
  child.stdin.end('go on\n');
  const [code, signal] = await end as [number | null, string | null];
  return { code, signal, stopped: said.includes('stopped'), listening: said.includes('listening') };
};

describe('a process that is asked to stop while it starts', () => {
  it('starts to the end, stops, and ends with 0', async () => {
    expect(await stoppedWhileStarting()).toEqual({ code: 0, signal: null, stopped: true, listening: false });
  });

  it('ends with 1 when the start fails', async () => {
    expect(await stoppedWhileStarting({ BROKEN: '1' })).toEqual({ code: 1, signal: null, stopped: false, listening: false });
  });
});
