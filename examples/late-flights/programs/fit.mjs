// Adagrad, one row at a time, in an order that only the seed decides.
import { breathe, metric } from './run.mjs';

const rowsBetweenBreaths = 20_000;

/** Mulberry32: 32 bits of state, the same numbers on every machine. */
const randomFrom = (seed) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
};

const shuffle = (order, random) => {
  for (let last = order.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    [order[last], order[other]] = [order[other], order[last]];
  }
};

/** Mean and standard deviation of what is there; the mean stands in for what is missing. */
const standardise = (rows) => rows.numbers.map((name, i) => {
  const width = rows.numbers.length;
  let known = 0;
  let sum = 0;
  let squares = 0;
  for (let row = 0; row < rows.count; row += 1) {
    const value = rows.numberData[row * width + i];
    if (Number.isNaN(value)) continue;
    known += 1;
    sum += value;
    squares += value * value;
  }
  const mean = known > 0 ? sum / known : 0;
  const deviation = known > 0 ? Math.sqrt(Math.max(0, squares / known - mean * mean)) : 0;
  for (let row = 0; row < rows.count; row += 1) {
    const at = row * width + i;
    const value = rows.numberData[at];
    rows.numberData[at] = Number.isNaN(value) || deviation === 0 ? 0 : (value - mean) / deviation;
  }
  return { name, mean, deviation };
});

const smallest = 1e-15;
const lossOf = (score, late) => -Math.log(Math.max(smallest, late ? score : 1 - score));

export const fit = async (rows, { epochs, learningRate, l2 }, seed, onEpoch) => {
  const numbers = standardise(rows);
  const width = numbers.length;
  const kinds = rows.categories.length;
  // Weights in one array: intercept, numbers, then the categories column by column.
  const starts = [];
  let size = 1 + width;
  for (const vocabulary of rows.vocabularies) {
    starts.push(size);
    size += vocabulary.size;
  }
  const weights = new Float64Array(size);
  const squares = new Float64Array(size).fill(1e-8);
  const random = randomFrom(seed);
  const order = Uint32Array.from({ length: rows.count }, (_, row) => row);

  const step = (at, gradient) => {
    const slope = gradient + l2 * weights[at];
    squares[at] += slope * slope;
    weights[at] -= (learningRate * slope) / Math.sqrt(squares[at]);
  };

  for (let epoch = 1; epoch <= epochs; epoch += 1) {
    shuffle(order, random);
    let loss = 0;
    for (let turn = 0; turn < rows.count; turn += 1) {
      const row = order[turn];
      const late = rows.labelData[row];
      let sum = weights[0];
      for (let i = 0; i < width; i += 1) sum += weights[1 + i] * rows.numberData[row * width + i];
      for (let i = 0; i < kinds; i += 1) sum += weights[starts[i] + rows.categoryData[row * kinds + i]];
      const score = 1 / (1 + Math.exp(-sum));
      loss += lossOf(score, late);
      const error = score - late;
      step(0, error);
      for (let i = 0; i < width; i += 1) step(1 + i, error * rows.numberData[row * width + i]);
      for (let i = 0; i < kinds; i += 1) step(starts[i] + rows.categoryData[row * kinds + i], error);
      if (turn % rowsBetweenBreaths === 0) await breathe();
    }
    metric('log_loss', epoch, loss / rows.count);
    onEpoch(epoch);
  }

  return {
    kind: 'logistic-regression',
    intercept: weights[0],
    numbers: numbers.map((number, i) => ({ ...number, weight: weights[1 + i] })),
    categories: rows.categories.map((name, i) => ({
      name,
      weights: Object.fromEntries([...rows.vocabularies[i]].sort(([a], [b]) => (a < b ? -1 : 1)).map(([text, index]) => [text, weights[starts[i] + index]])),
    })),
  };
};
