// Reads table.csv in pieces, so that memory does not grow with the file.
import { createReadStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import { BadInput, breathe } from './run.mjs';

const pieceBytes = 1 << 20;

async function* linesIn(path) {
  let rest = '';
  for await (const piece of createReadStream(path, { encoding: 'utf8', highWaterMark: pieceBytes })) {
    const lines = (rest + piece).split('\n');
    rest = lines.pop();
    yield lines;
  }
  if (rest !== '') yield [rest];
}

/** Calls `onHeader(columns)` once and `onRow(fields)` for every row; fields are text, a missing value is ''. */
export const readTable = async (folder, onHeader, onRow) => {
  const path = join(folder, 'table.csv');
  if (!existsSync(path)) throw new BadInput('there is no table.csv in the input folder; ask for the table as CSV');
  let columns;
  let row = 0;
  for await (const lines of linesIn(path)) {
    for (const line of lines) {
      if (line.includes('"')) throw new BadInput(`line ${row + 1} of table.csv has a quoted value, which no feature of this example needs`);
      const fields = line.split(',');
      if (columns === undefined) {
        columns = fields;
        onHeader(columns);
      } else if (fields.length !== columns.length) {
        throw new BadInput(`line ${row + 1} of table.csv has ${fields.length} values instead of ${columns.length}`);
      } else {
        onRow(fields);
      }
      row += 1;
    }
    await breathe();
  }
  if (columns === undefined) throw new BadInput('table.csv is empty');
};

export const numberOf = (text, column) => {
  const number = Number(text);
  if (!Number.isFinite(number)) throw new BadInput(`column ${column} of table.csv has ${text}, which is no number`);
  return number;
};
