import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '@throughline/testing';
import { LocalProcessExecutor } from './local-process.ts';
import type { ProgramRun } from './program-executor.ts';

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  try {
    // A zombie has ended; only its parent has not asked yet.
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return true;
  }
};

describe('a program as a local process', () => {
  let place: string;
  let lines: string[];
  const executor = new LocalProcessExecutor({ graceMs: 300, lookMs: 20 });

  const prepared = async (code: string, more: Partial<ProgramRun> = {}): Promise<ProgramRun> => {
    for (const name of ['code', 'in', 'out']) await mkdir(join(place, name), { recursive: true });
    await writeFile(join(place, 'code', 'program.mjs'), code);
    await writeFile(join(place, 'parameters.json'), '{"epochs":3}');
    return {
      folder: join(place, 'code'), command: ['node', 'program.mjs'], inputDir: join(place, 'in'), outputDir: join(place, 'out'), parametersFile: join(place, 'parameters.json'),
      seed: 7, limits: { seconds: 30, outputBytes: 1_000_000 }, signal: new AbortController().signal, onLine: (line, from) => lines.push(`${from}: ${line}`), ...more,
    };
  };
  const said = (prefix: string): string | undefined => lines.find((line) => line.startsWith(`stdout: ${prefix} `))?.slice(`stdout: ${prefix} `.length);

  beforeEach(async () => {
    place = await mkdtemp(join(tmpdir(), 'training-executor-'));
    lines = [];
  });
  afterEach(() => rm(place, { recursive: true, force: true }));

  it('is told what the interface names, by the plane\'s own Node, and nothing else', async () => {
    process.env['SECRET_OF_THE_PLANE'] = 'x';
    const exit = await executor.run(await prepared('console.log(JSON.stringify([process.version, process.cwd(), process.env]))'));
    delete process.env['SECRET_OF_THE_PLANE'];
    const [version, folder, environment] = JSON.parse(lines[0]!.slice('stdout: '.length)) as [string, string, Record<string, string>];
    expect(exit).toEqual({ kind: 'exited', code: 0, wholeLines: true, complaint: '' });
    expect(version).toBe(process.version);
    expect(folder).toBe(join(place, 'code'));
    expect(Object.keys(environment).sort()).toEqual(['PATH', 'THROUGHLINE_INPUT_DIR', 'THROUGHLINE_OUTPUT_DIR', 'THROUGHLINE_PARAMETERS', 'THROUGHLINE_SEED']);
    expect(environment).toMatchObject({ THROUGHLINE_INPUT_DIR: join(place, 'in'), THROUGHLINE_OUTPUT_DIR: join(place, 'out'), THROUGHLINE_PARAMETERS: join(place, 'parameters.json'), THROUGHLINE_SEED: '7' });
  });

  it('ends with its own exit code, and its complaint is kept', async () => {
    expect(await executor.run(await prepared('console.error("no such column"); process.exit(3)'))).toEqual({ kind: 'exited', code: 3, wholeLines: true, complaint: 'no such column' });
  });

  it('complains in text that an event can carry, whatever it writes', async () => {
    const { complaint } = await executor.run(await prepared('process.stderr.write("bad\\0thing" + "\\u{1f600}".repeat(1200) + "!!"); process.exit(3)'));
    expect(complaint).toMatch(/^\ufffd(\u{1f600})+!!$/u);
    expect((await executor.run(await prepared('process.stderr.write("bad\\0thing"); process.exit(3)'))).complaint).toBe('bad\ufffdthing');
  });

  it('hands over lines as they are, however they are cut, and says when the last one broke off', async () => {
    const exit = await executor.run(await prepared('process.stdout.write("a\\r\\n\\u00fc\\u20ac\\nhal"); setTimeout(() => process.stdout.write("f"), 20)'));
    expect(lines).toEqual(['stdout: a', 'stdout: ü€', 'stdout: half']);
    expect(exit).toMatchObject({ kind: 'exited', code: 0, wholeLines: false });
  });

  it('is said not to be there', async () => {
    expect(await executor.run(await prepared('', { command: ['no-such-program'] }))).toMatchObject({ kind: 'not-started', reason: 'there is no program no-such-program' });
  });

  it('may be killed by somebody else', async () => {
    const running = executor.run(await prepared('console.log("pid " + process.pid); setInterval(() => {}, 1000)'));
    await eventually(() => said('pid') !== undefined);
    process.kill(Number(said('pid')), 'SIGKILL');
    expect(await running).toMatchObject({ kind: 'killed', signal: 'SIGKILL' });
  });

  it('is asked to stop first', async () => {
    const abort = new AbortController();
    const running = executor.run(await prepared('process.on("SIGTERM", () => { console.log("tidied up"); process.exit(1); }); console.log("pid " + process.pid); setInterval(() => {}, 1000)', { signal: abort.signal }));
    await eventually(() => said('pid') !== undefined);
    abort.abort('cancelled');
    expect(await running).toMatchObject({ kind: 'stopped', why: 'aborted' });
    expect(lines).toContain('stdout: tidied up');
  });

  it('is killed with all that it started when it does not listen', async () => {
    const abort = new AbortController();
    const stubborn = 'process.on("SIGTERM", () => {}); console.log(process.argv[2] + " " + process.pid); setInterval(() => {}, 1000);';
    const code = `import { spawn } from "node:child_process"; if (process.argv[2] === "parent") spawn(process.execPath, ["program.mjs", "child"], { stdio: "inherit" }); ${stubborn}`;
    const running = executor.run(await prepared(code, { command: ['node', 'program.mjs', 'parent'], signal: abort.signal }));
    await eventually(() => said('parent') !== undefined && said('child') !== undefined);
    abort.abort('cancelled');
    expect(await running).toMatchObject({ kind: 'stopped', why: 'aborted' });
    await eventually(() => !isAlive(Number(said('child'))));
    expect(isAlive(Number(said('parent')))).toBe(false);
  });

  it('leaves nothing running when it ends by itself', async () => {
    const code = 'import { spawn } from "node:child_process"; const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "inherit" }); console.log("child " + child.pid); child.unref();';
    expect(await executor.run(await prepared(code))).toMatchObject({ kind: 'exited', code: 0 });
    await eventually(() => !isAlive(Number(said('child'))));
  });

  it.each([
    ['ends by itself', 'process.exit(0)', { kind: 'exited', code: 0 }],
    ['is stopped', 'setInterval(() => {}, 1000)', { kind: 'stopped', why: 'time-limit' }],
  ])('ends although a process that left its group holds its pipes: it %s', async (_, end, ending) => {
    const code = `import { spawn } from "node:child_process"; const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "inherit", detached: true }); child.unref(); console.log("child " + child.pid); ${end}`;
    try {
      expect(await executor.run(await prepared(code, { limits: { seconds: 1, outputBytes: 1_000 } }))).toMatchObject(ending);
    } finally {
      process.kill(Number(said('child')), 'SIGKILL');
    }
  });

  it('is stopped at its time limit', async () => {
    expect(await executor.run(await prepared('setInterval(() => {}, 1000)', { limits: { seconds: 0.2, outputBytes: 1 } }))).toMatchObject({ kind: 'stopped', why: 'time-limit' });
  });

  it.each([
    ['while it writes', 'import { appendFileSync } from "node:fs"; setInterval(() => appendFileSync(process.env.THROUGHLINE_OUTPUT_DIR + "/big", "x".repeat(5000)), 5)'],
    ['in its own folder too', 'import { appendFileSync } from "node:fs"; setInterval(() => appendFileSync("big", "x".repeat(5000)), 5)'],
    ['at its end', 'import { writeFileSync } from "node:fs"; writeFileSync(process.env.THROUGHLINE_OUTPUT_DIR + "/big", "x".repeat(20001))'],
  ])('is stopped when it writes more than it may, %s', async (_, code) => {
    expect(await executor.run(await prepared(code, { limits: { seconds: 30, outputBytes: 20_000 } }))).toMatchObject({ kind: 'stopped', why: 'output-limit' });
  });

  it('is stopped when it says more than anybody could read', async () => {
    const talkative = new LocalProcessExecutor({ graceMs: 300, logBytes: 10_000 });
    expect(await talkative.run(await prepared('setInterval(() => console.log("x".repeat(999)), 1)'))).toMatchObject({ kind: 'stopped', why: 'log-limit' });
  });

  it('ends with its standard input when the plane is killed', async () => {
    const program = await prepared('process.stdin.on("end", () => process.exit(1)).resume(); console.log("pid " + process.pid); setInterval(() => {}, 1000)');
    const plane = join(place, 'plane.mjs');
    const module = JSON.stringify(new URL('./local-process.ts', import.meta.url).href);
    await writeFile(plane, `const { LocalProcessExecutor } = await import(${module});
      new LocalProcessExecutor().run({ ...${JSON.stringify(program)}, signal: new AbortController().signal, onLine: (line) => console.log(line) });`);
    const { spawn } = await import('node:child_process');
    const host = spawn(process.execPath, [plane], { stdio: ['ignore', 'pipe', 'inherit'] });
    host.stdout.setEncoding('utf8').on('data', (text: string) => lines.push(...text.trim().split('\n').map((line) => `stdout: ${line}`)));
    await eventually(() => said('pid') !== undefined);
    host.kill('SIGKILL');
    await eventually(() => !isAlive(Number(said('pid'))));
  });
});
