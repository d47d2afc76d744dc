// The training rows, packed: 4 bytes a number, 2 bytes a category, 1 byte the label.
import { BadInput } from './run.mjs';
import { numberOf, readTable } from './table.mjs';

const firstRoom = 1 << 16;
const mostCategories = 0xffff;

const labels = new Map([['true', 1], ['false', 0]]);

const grown = (array, length) => {
  const larger = new array.constructor(length);
  larger.set(array);
  return larger;
};

/** A category gets the next index when it first occurs. */
const indexOf = (vocabulary, text, column) => {
  const index = vocabulary.get(text) ?? vocabulary.size;
  if (index >= mostCategories) throw new BadInput(`column ${column} has more than ${mostCategories} different values; it is no category`);
  vocabulary.set(text, index);
  return index;
};

export const collectRows = async (folder, { categories, label }) => {
  const rows = { count: 0, withoutLabel: 0, categories, numbers: [], vocabularies: categories.map(() => new Map()) };
  let room = firstRoom;
  let at;

  const onHeader = (columns) => {
    for (const name of [...categories, label]) {
      if (!columns.includes(name)) throw new BadInput(`table.csv has no column ${name}`);
    }
    rows.numbers = columns.filter((name) => name !== 'row_number' && name !== label && !categories.includes(name));
    at = {
      categories: categories.map((name) => columns.indexOf(name)),
      numbers: rows.numbers.map((name) => columns.indexOf(name)),
      label: columns.indexOf(label),
    };
    rows.categoryData = new Uint16Array(room * categories.length);
    rows.numberData = new Float32Array(room * rows.numbers.length);
    rows.labelData = new Uint8Array(room);
  };

  const makeRoom = () => {
    room *= 2;
    rows.categoryData = grown(rows.categoryData, room * categories.length);
    rows.numberData = grown(rows.numberData, room * rows.numbers.length);
    rows.labelData = grown(rows.labelData, room);
  };

  const onRow = (fields) => {
    const text = fields[at.label];
    if (text === '') {
      rows.withoutLabel += 1;
      return;
    }
    const late = labels.get(text);
    if (late === undefined) throw new BadInput(`column ${label} of table.csv has ${text}, which is neither true nor false`);
    if (rows.count === room) makeRoom();
    rows.labelData[rows.count] = late;
    for (let i = 0, to = rows.count * at.categories.length; i < at.categories.length; i += 1) {
      rows.categoryData[to + i] = indexOf(rows.vocabularies[i], fields[at.categories[i]], categories[i]);
    }
    for (let i = 0, to = rows.count * at.numbers.length; i < at.numbers.length; i += 1) {
      const value = fields[at.numbers[i]];
      rows.numberData[to + i] = value === '' ? NaN : numberOf(value, rows.numbers[i]);
    }
    rows.count += 1;
  };

  await readTable(folder, onHeader, onRow);
  if (rows.count === 0) throw new BadInput('table.csv has no row with an outcome to learn from');
  return rows;
};
