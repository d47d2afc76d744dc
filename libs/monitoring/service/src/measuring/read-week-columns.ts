import { readFileSync } from 'node:fs';

/** The rows of one week as columns. */
export interface WeekColumns {
  readonly week: string;
  readonly rowNumber: number[];
  readonly label: (number | null)[];
  readonly scores: (number | null)[][];
}

const numberOrNull = (cell: string): number | null => (cell === '' ? null : Number(cell));

/** Reads what the data job wrote: a header, then `week index, row number, label, score…`; the numbers are the shortest text that gives the double back. */
export const readWeekColumns = (file: string, weeks: readonly string[]): readonly WeekColumns[] => {
  const text = readFileSync(file, 'latin1');
  const headerEnd = text.indexOf('\n');
  const scoreCount = text.slice(0, headerEnd).split(',').length - 3;
  const columns = weeks.map((week): WeekColumns => ({ week, rowNumber: [], label: [], scores: Array.from({ length: scoreCount }, () => []) }));
  for (let start = headerEnd + 1; start < text.length; ) {
    const found = text.indexOf('\n', start);
    const end = found < 0 ? text.length : found;
    const cells = text.slice(start, end).split(',');
    const week = columns[Number(cells[0])];
    if (!week || cells.length !== scoreCount + 3) throw new Error(`${file}: "${text.slice(start, end)}" is no line of a data job`);
    week.rowNumber.push(Number(cells[1]));
    week.label.push(numberOrNull(cells[2]!));
    for (let i = 0; i < scoreCount; i++) week.scores[i]!.push(numberOrNull(cells[i + 3]!));
    start = end + 1;
  }
  return columns;
};
