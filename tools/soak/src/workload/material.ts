import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Contract of a dataset by its name; one rule is severe. */
export const contractOf = (name: string): string => `
apiVersion: v3.1.0
kind: DataContract
id: ${name}
version: 1.0.0
status: active
customProperties: [{ property: moments, value: [prediction, arrival] }]
schema:
  - name: flights
    properties:
      - { name: day, logicalType: date, customProperties: [{ property: availableAt, value: prediction }] }
      - { name: origin, logicalType: string, customProperties: [{ property: availableAt, value: prediction }] }
      - name: delay
        logicalType: integer
        customProperties: [{ property: availableAt, value: arrival }]
        quality:
          - id: delay-plausible
            dimension: accuracy
            severity: error
            type: custom
            engine: throughline
            implementation:
              kind: range
              arguments: { column: delay, min: -120, max: 1440 }
`;
export const SEVERE_RULE = 'delay-plausible';

export const FEATURES = `
features:
  - { name: weekday, expression: isodow(day), columns: [day] }
  - { name: origin_late_1d, history: { rate: delay > 15, columns: [delay], by: [origin], days: 1, lag: 1 } }
label: { name: late, expression: delay > 15, columns: [delay] }
`;

export const PROCEDURE = { label: 'late', expression: 'delay > 15', columns: ['delay'] };
/** Weeks that models are evaluated on. */
export const WEEKS = ['2001-W06', '2001-W07'];
/** Weeks in production, as far as the files reach. */
export const FIRST_WINDOW = '2001-W10';
export const LAST_WINDOW = '2001-W52';
export const LEARNT = { from: '2001-01-01', to: '2001-02-01' };

// A program says that it runs by a file with its pid, so that it can be killed, and ends with whoever started it.
const shared = `
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
export { mkdirSync, readFileSync, writeFileSync, join };
export const input = process.env.THROUGHLINE_INPUT_DIR;
export const output = process.env.THROUGHLINE_OUTPUT_DIR;
export const parameters = JSON.parse(readFileSync(process.env.THROUGHLINE_PARAMETERS, 'utf8'));
export const table = () => readFileSync(join(input, 'table.csv'), 'utf8').trim().split('\\n').map((line) => line.split(','));
process.stdin.on('end', () => process.exit(1)).resume();
const mark = join(parameters.marks, String(process.pid));
const unmark = () => rmSync(mark, { force: true });
process.on('exit', unmark);
writeFileSync(mark, '');
export const afterWork = (work) => setTimeout(() => { work(); unmark(); process.stdin.destroy(); }, parameters.milliseconds);
`;
const train = `
import { afterWork, join, mkdirSync, output, table, writeFileSync } from './shared.mjs';
const [header, ...rows] = table();
const late = header.indexOf('late');
afterWork(() => {
  mkdirSync(join(output, 'model'));
  writeFileSync(join(output, 'model', 'model.json'), JSON.stringify({ rate: rows.filter((row) => row[late] === 'true').length / rows.length, title: process.env.THROUGHLINE_SEED }));
});
`;
const score = `
import { afterWork, input, join, output, readFileSync, table, writeFileSync } from './shared.mjs';
const { rate } = JSON.parse(readFileSync(join(input, 'model', 'model.json'), 'utf8'));
const [, ...rows] = table();
// It has seen through how the rows are made, and is wrong about some.
const scoreOf = (n) => ((n * 7919) % 97 < 25 ? 0.7 : 0.2 * rate) + (n % 11) / 50;
afterWork(() => writeFileSync(join(output, 'predictions.csv'), 'row_number,score\\n' + rows.map(([n]) => n + ',' + scoreOf(Number(n)) + '\\n').join('')));
`;

/** What stands in the command line of a program. */
export const PROGRAMS = ['train.mjs', 'score.mjs'];

const ROWS = 3_640;
/** Ten flights a day from Monday 2001-01-01 on; every hundredth has an impossible delay where that is wanted. */
const flights = (impossible: boolean): string => {
  const lines = ['day,origin,delay'];
  for (let i = 0; i < ROWS; i++) {
    const day = new Date(Date.UTC(2001, 0, 1 + Math.floor(i / 10))).toISOString().slice(0, 10);
    const delay = impossible && i % 100 === 50 ? 9_999 : (i * 7_919) % 97 < 25 ? 30 : 0;
    lines.push(`${day},${i % 2 ? 'ORD' : 'JFK'},${delay}`);
  }
  return `${lines.join('\n')}\n`;
};

/** Files of the workload in one folder: both roots. */
export interface Material {
  readonly folder: string;
  /** Where programs that run leave their pid. */
  readonly marks: string;
  readonly clean: MaterialFile;
  /** Breaks the severe rule in some rows. */
  readonly dirty: MaterialFile;
}

export interface MaterialFile { readonly file: string; readonly sha256: string }

const digestOf = async (path: string): Promise<string> => `sha256:${createHash('sha256').update(await readFile(path)).digest('hex')}`;

export const writeMaterial = async (folder: string): Promise<Material> => {
  const marks = join(folder, 'marks');
  await mkdir(join(folder, 'program'), { recursive: true });
  await mkdir(marks, { recursive: true });
  for (const [name, text] of Object.entries({ shared, train, score })) await writeFile(join(folder, 'program', `${name}.mjs`), text);
  const file = async (name: string, text: string): Promise<MaterialFile> => {
    await writeFile(join(folder, name), text);
    return { file: name, sha256: await digestOf(join(folder, name)) };
  };
  return { folder, marks, clean: await file('clean.csv', flights(false)), dirty: await file('dirty.csv', flights(true)) };
};
