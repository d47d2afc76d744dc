import { availableParallelism, cpus, loadavg } from 'node:os';
import { ratioOf, verdictOf, type Bar, type Figure, type Findings, type Verdict } from './bench.ts';

export interface BenchResult extends Findings {
  readonly bench: string;
  readonly seconds: number;
}

/** One run, for machines: every figure with its ratio and whether its bar was met. */
export interface Report {
  readonly machine: { readonly cores: number; readonly model: string; readonly node: string; readonly load: number };
  readonly seconds: number;
  readonly benches: readonly {
    readonly bench: string;
    readonly seconds: number;
    readonly figures: readonly (Figure & { readonly ratio: number | null; readonly verdict: Verdict | null })[];
    readonly notes: readonly string[];
  }[];
}

export const reportOf = (results: readonly BenchResult[]): Report => ({
  machine: { cores: availableParallelism(), model: cpus()[0]?.model ?? 'unknown', node: process.versions.node, load: loadavg()[0]! },
  seconds: results.reduce((sum, { seconds }) => sum + seconds, 0),
  benches: results.map(({ bench, seconds, figures, notes }) => ({
    bench, seconds, notes, figures: figures.map((figure) => ({ ...figure, ratio: ratioOf(figure), verdict: verdictOf(figure) })),
  })),
});

const short = (value: number): string =>
  (Math.abs(value) >= 100 ? Math.round(value).toLocaleString('en-US') : value.toPrecision(3).replace(/\.?0+$/, ''));

const VERDICTS: Readonly<Record<Verdict, string>> = { met: 'met', missed: '**missed**', busy: 'missed, by the bare thing too' };

const barText = ({ atLeast, atMost }: Bar): string => (atLeast === undefined ? `≤ ${short(atMost!)}` : `≥ ${short(atLeast)}`);

const rowOf = (figure: Report['benches'][number]['figures'][number]): string =>
  `| ${figure.name} | ${short(figure.ours)} ${figure.unit} | ${figure.bare === null ? '–' : short(figure.bare)} | ${figure.ratio === null ? '–' : short(figure.ratio)} | `
  + `${figure.bar ? `${barText(figure.bar)} ${figure.verdict && VERDICTS[figure.verdict]}` : ''} |`;

/** The same for people, as Markdown. */
export const textOf = ({ machine, seconds, benches }: Report): string => [
  `${machine.cores} cores (${machine.model}), Node ${machine.node}, load ${machine.load.toFixed(1)} at the end, ${Math.round(seconds)} s in all`,
  ...benches.flatMap(({ bench, figures, notes }) => [
    '', `## ${bench}`, '', '| | ours | bare | ours ÷ bare | bar |', '|---|---|---|---|---|', ...figures.map(rowOf), ...notes.map((note) => `\n${note}`),
  ]),
  '',
].join('\n');
