import { BadInput } from './run.mjs';

const isNames = (value) => Array.isArray(value) && value.every((name) => typeof name === 'string');
const isPositive = (value) => typeof value === 'number' && Number.isFinite(value) && value > 0;

const known = {
  epochs: { otherwise: 4, wanted: 'a whole number, 1 or more', fits: (value) => Number.isInteger(value) && value >= 1 },
  learningRate: { otherwise: 0.05, wanted: 'a number above 0', fits: isPositive },
  l2: { otherwise: 0, wanted: 'a number, 0 or more', fits: (value) => value === 0 || isPositive(value) },
  categories: { otherwise: ['weekday', 'origin', 'destination'], wanted: 'a list of column names', fits: isNames },
  label: { otherwise: 'late', wanted: 'a column name', fits: (value) => typeof value === 'string' },
};

/** What is not given has a default; what is not known is an error, since a misspelt parameter would change nothing in silence. */
export const readTrainingParameters = (given) => {
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(known, name)) throw new BadInput(`parameter ${name} is not known; known are ${Object.keys(known).join(', ')}`);
  }
  return Object.fromEntries(Object.entries(known).map(([name, { otherwise, wanted, fits }]) => {
    const value = Object.hasOwn(given, name) ? given[name] : otherwise;
    if (!fits(value)) throw new BadInput(`parameter ${name} must be ${wanted}`);
    return [name, value];
  }));
};
