/** One line of a program's standard output: what it reports by JSON, or a log line. */
export type ProgramLine =
  | { readonly type: 'progress'; readonly done: number; readonly total: number }
  | { readonly type: 'metric'; readonly name: string; readonly step: number; readonly value: number }
  | { readonly type: 'log'; readonly text: string };

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

/** A line that is not exactly one of the two reports is log: a program may print whatever it likes. */
export const readProgramLine = (line: string): ProgramLine => {
  const log: ProgramLine = { type: 'log', text: line };
  if (!line.startsWith('{')) return log;
  let value: Record<string, unknown>;
  try {
    value = JSON.parse(line) as Record<string, unknown>;
  } catch {
    return log;
  }
  const { type, done, total, name, step, value: figure } = value;
  if (type === 'progress' && isCount(done) && isCount(total)) return { type, done, total };
  if (type === 'metric' && typeof name === 'string' && name.length > 0 && Number.isSafeInteger(step) && typeof figure === 'number' && Number.isFinite(figure)) {
    return { type, name, step: step as number, value: figure };
  }
  return log;
};

export interface MetricPoint {
  readonly name: string;
  readonly step: number;
  readonly value: number;
}

/** By name, then by step as a number; points of one step stay in the order in which they were reported, so the last one is the newest word. */
export const seriesOf = (points: readonly MetricPoint[]): readonly MetricPoint[] =>
  points.map((point, order) => ({ point, order }))
    .sort((a, b) => (a.point.name === b.point.name ? a.point.step - b.point.step || a.order - b.order : a.point.name < b.point.name ? -1 : 1))
    .map(({ point: { name, step, value } }) => ({ name, step, value }));
