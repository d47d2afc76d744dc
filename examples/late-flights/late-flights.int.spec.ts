import { once } from 'node:events';
import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseFeatures, refusals } from '@throughline/training-domain';
import { parse } from 'yaml';

const here = import.meta.dirname;
const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));

const newFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'late-flights-'));
  folders.push(folder);
  return folder;
};

interface Attempt { parameters?: unknown; seed?: string; table?: string; model?: string }

/** Copied elsewhere first: a program must be complete in its folder. */
const start = (program: string, { parameters = {}, seed = '7', table, model }: Attempt) => {
  const root = newFolder();
  const [code, input, output] = ['code', 'input', 'output'].map((name) => join(root, name)) as [string, string, string];
  cpSync(join(here, 'programs'), code, { recursive: true });
  mkdirSync(input);
  mkdirSync(output);
  if (table !== undefined) writeFileSync(join(input, 'table.csv'), table);
  if (model !== undefined) {
    mkdirSync(join(input, 'model'));
    writeFileSync(join(input, 'model', 'model.json'), model);
  }
  writeFileSync(join(root, 'parameters.json'), JSON.stringify(parameters));
  const child = spawn(process.execPath, [join(code, program)], {
    env: { THROUGHLINE_INPUT_DIR: input, THROUGHLINE_OUTPUT_DIR: output, THROUGHLINE_PARAMETERS: join(root, 'parameters.json'), THROUGHLINE_SEED: seed },
  });
  const said = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said.out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said.err += text));
  return { child, output, said };
};

const finish = async (program: string, attempt: Attempt) => {
  const { child, output, said } = start(program, attempt);
  const [code] = await once(child, 'close') as [number | null];
  const read = (name: string) => (existsSync(join(output, name)) ? readFileSync(join(output, name), 'utf8') : undefined);
  return { code, ...said, model: read('model/model.json'), predictions: read('predictions.csv') };
};

// Flights from X are late whenever yesterday was bad, others seldom; every ninth rate is missing.
const header = 'row_number,weekday,origin,destination,distance,origin_late_1d,late';
const lines = Array.from({ length: 4000 }, (_, row) => {
  const mixed = Math.imul(row + 1, 2654435761) >>> 0;
  const origin = mixed % 3 === 0 ? 'X' : 'Y';
  const rate = (mixed >>> 4) % 100 / 100;
  const late = origin === 'X' ? rate > 0.4 : (mixed >>> 12) % 10 === 0;
  return [row, row % 7 + 1, origin, 'Z', 300 + mixed % 900, row % 9 === 0 ? '' : rate, late].join();
});
const table = [header, ...lines, ''].join('\n');
const withoutLabels = table.replaceAll(/,[^,\n]*$/gm, '');

const spoken = (out: string) => out.split('\n').filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as Record<string, unknown>);

describe('the features files', () => {
  const availability = { day: 'prediction', origin: 'prediction', destination: 'prediction', distance: 'prediction', date: 'departure', delay: 'arrival' };
  const refusalsOf = (file: string) => {
    const parsed = parseFeatures(parse(readFileSync(join(here, file), 'utf8')));
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
    return refusals(parsed.features, availability, ['prediction', 'departure', 'arrival'], 'prediction');
  };

  it('are known at 00:00 of the day when they are honest', () => expect(refusalsOf('features.yaml')).toEqual([]));

  it('are refused for the hour when they are not', () => {
    expect(refusalsOf('features-with-hour.yaml')).toEqual([{ feature: 'hour', column: 'date', reason: 'known-too-late', availableAt: 'departure' }]);
  });
});

describe('the training and the scoring program', () => {
  it('learn something, report it, and score every row once', async () => {
    const trained = await finish('train.mjs', { table });
    expect(trained).toMatchObject({ code: 0, err: '' });
    const reports = spoken(trained.out);
    expect(reports.filter(({ type }) => type === 'progress').at(-1)).toEqual({ type: 'progress', done: 5, total: 5 });
    const losses = reports.filter(({ type }) => type === 'metric').map(({ name, step, value }) => [name, step, value]);
    expect(losses.map(([name, step]) => [name, step])).toEqual([1, 2, 3, 4].map((step) => ['log_loss', step]));
    expect(losses.at(-1)![2]).toBeLessThan(losses[0]![2] as number);

    const scored = await finish('score.mjs', { table: withoutLabels, model: trained.model! });
    expect(scored).toMatchObject({ code: 0, err: '' });
    const [first, ...rows] = scored.predictions!.trimEnd().split('\n').map((line) => line.split(','));
    expect(first).toEqual(['row_number', 'score']);
    expect(rows.map(([row]) => Number(row))).toEqual(lines.map((_, row) => row));
    const scores = rows.map(([, score]) => Number(score));
    expect(scores.every((score) => score >= 0 && score <= 1)).toBe(true);
    const mean = (late: string) => {
      const found = scores.filter((_, row) => lines[row]!.endsWith(late));
      return found.reduce((sum, score) => sum + score, 0) / found.length;
    };
    expect(mean('true')).toBeGreaterThan(mean('false') + 0.2);
  });

  it('give the same bytes for the same seed and other bytes for another', async () => {
    const [once_, again, other] = await Promise.all(['7', '7', '8'].map((seed) => finish('train.mjs', { table, seed })));
    expect(again!.model).toBe(once_!.model);
    expect(other!.model).not.toBe(once_!.model);
  });

  it('score an airport and a rate that are not there by what the model learnt', async () => {
    const { model } = await finish('train.mjs', { table });
    const learnt = JSON.parse(model!) as { intercept: number; numbers: { name: string; mean: number }[] };
    const distance = learnt.numbers.find(({ name }) => name === 'distance')!.mean;
    const { predictions } = await finish('score.mjs', { model: model!, table: `row_number,weekday,origin,destination,distance,origin_late_1d\n5,9,NEW,NEW,${distance},\n` });
    expect(Number(predictions!.split(/[,\n]/)[3])).toBeCloseTo(1 / (1 + Math.exp(-learnt.intercept)), 12);
  });

  it('leave rows without an outcome out and say so', async () => {
    const { code, out } = await finish('train.mjs', { table: `${table}4000,1,X,Z,300,0.5,\n` });
    expect(code).toBe(0);
    expect(out).toContain('4000 rows, 1 left out');
  });

  it.each([
    ['no table', 'train.mjs', {}, 'table.csv'],
    ['an empty table', 'train.mjs', { table: '' }, 'empty'],
    ['no rows', 'train.mjs', { table: `${header}\n` }, 'no row'],
    ['no label', 'train.mjs', { table: withoutLabels }, 'late'],
    ['a label that is neither', 'train.mjs', { table: `${header}\n1,1,X,Z,300,0.5,maybe\n` }, 'maybe'],
    ['a number that is none', 'train.mjs', { table: `${header}\n1,1,X,Z,far,0.5,true\n` }, 'distance'],
    ['a short line', 'train.mjs', { table: `${header}\n1,1,X\n` }, 'line 2'],
    ['an unknown parameter', 'train.mjs', { table, parameters: { epoch: 3 } }, 'epoch'],
    ['a bad parameter', 'train.mjs', { table, parameters: { epochs: 0 } }, 'epochs'],
    ['a bad seed', 'train.mjs', { table, seed: 'x' }, 'THROUGHLINE_SEED'],
    ['no model', 'score.mjs', { table: withoutLabels }, 'model.json'],
    ['a table that breaks off', 'score.mjs', { table: `${header}\n1,1,X\n`, model: '{"kind":"logistic-regression","intercept":0,"numbers":[],"categories":[]}' }, 'line 2'],
    ['another kind of model', 'score.mjs', { table: withoutLabels, model: '{}' }, 'no model that train.mjs made'],
  ])('end with 2 on %s and name it', async (_, program, attempt, part) => {
    const { code, err, model, predictions } = await finish(program, attempt);
    expect({ code, model, predictions }).toEqual({ code: 2, model: undefined, predictions: undefined });
    expect(err).toContain(part);
  });

  it.each([
    ['standard input closes', (child: ReturnType<typeof spawn>) => child.stdin!.end()],
    ['SIGTERM arrives', (child: ReturnType<typeof spawn>) => child.kill('SIGTERM')],
  ])('stop half way when %s', async (_, stop) => {
    const { child, output, said } = start('train.mjs', { table, parameters: { epochs: 100_000 } });
    const closed = once(child, 'close');
    while (!said.out.includes('"step":2,')) await once(child.stdout, 'data');
    stop(child);
    expect(await closed).toEqual([1, null]);
    expect(said.err).toContain('stopped');
    expect(existsSync(join(output, 'model'))).toBe(false);
  });
});
