import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { FULL, QUICK } from './bench.ts';
import { benches } from './benches.ts';
import { reportOf, textOf, type BenchResult } from './report.ts';

export interface Streams {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

interface Options {
  readonly only: readonly string[];
  readonly json: boolean;
  readonly quick: boolean;
}

const names = Object.keys(benches);

const listOfNames = (text: string): string[] => {
  const given = text.split(',').map((name) => name.trim());
  const unknown = given.find((name) => !names.includes(name));
  if (unknown !== undefined) throw new InvalidArgumentError(`There is no bench "${unknown}"; there are ${names.join(', ')}.`);
  return given;
};

const parse = (args: readonly string[], { out, err }: Streams): Options =>
  new Command('npm run bench --')
    .description('Measures Throughline beside the bare thing, in turn in one run. Progress goes to standard error; see tools/bench/README.md.')
    .option('--only <names>', `only these benches, separated by commas: ${names.join(', ')}`, listOfNames, names)
    .option('--quick', 'a moment of each: shows that it runs, its figures mean nothing', false)
    .option('--json', 'the last line of standard output is one JSON object with the figures', false)
    .exitOverride()
    .configureOutput({ writeOut: out, writeErr: err })
    .parse(args, { from: 'user' })
    .opts<Options>();

const measure = async ({ only, quick }: Options, { err }: Streams): Promise<BenchResult[]> => {
  const results: BenchResult[] = [];
  for (const name of names.filter((n) => only.includes(n))) {
    err(`${name}\n`);
    const began = performance.now();
    const findings = await benches[name]!({ scale: quick ? QUICK : FULL, say: (text) => err(`  ${text}\n`) });
    results.push({ bench: name, seconds: (performance.now() - began) / 1_000, ...findings });
  }
  return results;
};

/** @returns exit code: 0 measured, whatever the figures; 2 wrong use */
export const run = async (args: readonly string[], streams: Streams): Promise<number> => {
  let options: Options;
  try {
    options = parse(args, streams);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    throw error;
  }
  const report = reportOf(await measure(options, streams));
  streams.out(options.json ? `${JSON.stringify(report)}\n` : textOf(report));
  return 0;
};
