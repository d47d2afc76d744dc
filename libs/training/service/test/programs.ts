import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const shared = `
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
export { appendFileSync, mkdirSync, readFileSync, writeFileSync, join };
export const input = process.env.THROUGHLINE_INPUT_DIR;
export const output = process.env.THROUGHLINE_OUTPUT_DIR;
export const parameters = JSON.parse(readFileSync(process.env.THROUGHLINE_PARAMETERS, 'utf8'));
export const table = () => readFileSync(join(input, 'table.csv'), 'utf8').trim().split('\\n').map((line) => line.split(','));
export const say = (line) => console.log(JSON.stringify(line));
process.stdin.on('end', () => process.exit(1)).resume();
export const done = () => process.stdin.destroy();
export const hang = () => { console.log('pid ' + process.pid); setInterval(() => {}, 1000); };
`;

// What the program does wrong is a parameter, so that a test says it where it expects it.
const train = `
import { existsSync } from 'node:fs';
import { appendFileSync, done, hang, join, mkdirSync, output, parameters, say, table, writeFileSync } from './shared.mjs';
const [header, ...rows] = table();
const late = header.indexOf('late');
say({ type: 'progress', done: 0, total: 2 });
for (const step of [2, 1]) say({ type: 'metric', name: 'loss', step, value: 1 / step });
console.log('learning from ' + rows.length + ' rows');
const model = () => {
  mkdirSync(join(output, 'model'));
  writeFileSync(join(output, 'model', 'model.json'), JSON.stringify({ rate: rows.filter((row) => row[late] === 'true').length / rows.length }));
};
switch (parameters.fault) {
  case 'exit': process.exit(3);
  case 'hang': hang(); break;
  case 'write': setInterval(() => appendFileSync(join(output, 'big'), 'x'.repeat(10000)), 5); break;
  case 'nothing': done(); break;
  case 'chance': model(); writeFileSync(join(output, 'model', 'chance.txt'), String(process.hrtime.bigint())); say({ type: 'progress', done: 2, total: 2 }); done(); break;
  case 'break off': model(); process.stdout.write('{"type":"progress","done":2,'); done(); break;
  case 'hang once': if (existsSync(parameters.mark)) { model(); say({ type: 'progress', done: 2, total: 2 }); done(); } else { writeFileSync(parameters.mark, ''); hang(); } break;
  default: model(); say({ type: 'progress', done: 2, total: 2 }); done();
}
`;

const score = `
import { done, input, join, output, parameters, readFileSync, say, table, writeFileSync } from './shared.mjs';
const { rate } = JSON.parse(readFileSync(join(input, 'model', 'model.json'), 'utf8'));
const [header, ...rows] = table();
if (header.includes('late')) process.exit(2);
const numbers = rows.map((row) => row[0]);
const faulty = { missing: numbers.slice(1), repeated: [...numbers, numbers[0]], foreign: [...numbers, '999999'] }[parameters.scoring] ?? numbers;
const scoreOf = (number, i) => (parameters.scoring === 'range' && i === 0 ? 1.5 : parameters.scoring === 'nan' && i === 0 ? 'NaN' : rate);
writeFileSync(join(output, 'predictions.csv'), 'row_number,score\\n' + faulty.map((n, i) => n + ',' + scoreOf(n, i) + '\\n').join(''));
say({ type: 'progress', done: rows.length, total: rows.length });
done();
`;

/** A folder with a training program and a scoring program that need nothing but Node. */
export const writePrograms = async (root: string): Promise<void> => {
  const folder = join(root, 'programs');
  await mkdir(folder);
  for (const [name, text] of Object.entries({ shared, train, score })) await writeFile(join(folder, `${name}.mjs`), text);
};
