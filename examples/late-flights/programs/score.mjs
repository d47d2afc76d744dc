// Applies a model that train.mjs made: a score for every row of the table.
import { closeSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { BadInput, log, progress, run } from './run.mjs';
import { numberOf, readTable } from './table.mjs';

const rowsPerWrite = 20_000;

const readModel = (folder) => {
  try {
    const model = JSON.parse(readFileSync(join(folder, 'model', 'model.json'), 'utf8'));
    if (model?.kind !== 'logistic-regression') throw new Error('it is no model that train.mjs made');
    return model;
  } catch (error) {
    throw new BadInput(`model/model.json cannot be read: ${error.message}`);
  }
};

const scorerOf = (model, columns) => {
  const positionOf = (name) => {
    const position = columns.indexOf(name);
    if (position < 0) throw new BadInput(`table.csv has no column ${name}, which the model needs`);
    return position;
  };
  const numbers = model.numbers.map((number) => ({ ...number, at: positionOf(number.name) }));
  const categories = model.categories.map(({ name, weights }) => ({ at: positionOf(name), weights: new Map(Object.entries(weights)) }));
  return (fields) => {
    let sum = model.intercept;
    for (const { at, name, mean, deviation, weight } of numbers) {
      // A missing number counts as the mean that the model learnt, so it adds nothing.
      if (fields[at] !== '' && deviation > 0) sum += (weight * (numberOf(fields[at], name) - mean)) / deviation;
    }
    // A category that the model never saw adds nothing either.
    for (const { at, weights } of categories) sum += weights.get(fields[at]) ?? 0;
    return 1 / (1 + Math.exp(-sum));
  };
};

await run(async ({ input, output }) => {
  const model = readModel(input);
  const [unfinished, finished] = ['predictions.csv.part', 'predictions.csv'].map((name) => join(output, name));
  const file = openSync(unfinished, 'w');
  let scoreOf;
  let rowNumberAt;
  let done = 0;
  let waiting = 'row_number,score\n';
  const flush = () => {
    writeSync(file, waiting);
    waiting = '';
  };
  await readTable(input, (columns) => {
    rowNumberAt = columns.indexOf('row_number');
    if (rowNumberAt < 0) throw new BadInput('table.csv has no column row_number');
    scoreOf = scorerOf(model, columns);
  }, (fields) => {
    waiting += `${fields[rowNumberAt]},${scoreOf(fields)}\n`;
    done += 1;
    if (done % rowsPerWrite === 0) flush();
  });
  flush();
  closeSync(file);
  // Half a file must not pass for a whole one.
  renameSync(unfinished, finished);
  progress(done, done);
  log(`${done} rows scored`);
});
