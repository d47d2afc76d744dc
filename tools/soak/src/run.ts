import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { textOf } from './report.ts';
import { soak, type SoakOptions } from './soak.ts';

export interface Streams {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Aborted, a soak comes to its end early. */
  readonly signal?: AbortSignal;
}

const numberOf = (what: string, least: number, whole: boolean) => (text: string): number => {
  const value = Number(text);
  if (!(value >= least) || (whole && !Number.isSafeInteger(value))) throw new InvalidArgumentError(`It must be a ${whole ? 'whole ' : ''}number of ${what}, at least ${least}.`);
  return value;
};

type Parsed = Omit<SoakOptions, 'say' | 'nodes'> & { readonly json: boolean; readonly nodes: '1' | '3' };

const parse = (args: readonly string[], { out, err }: Streams): Parsed =>
  new Command('npm run soak --')
    .description('Kills, stops and cuts off whatever runs while clients keep sending, and then judges whether anything was lost, doubled or out of order. See tools/soak/README.md.')
    .option('--minutes <number>', 'how long faults go on', numberOf('minutes', 0.1, false), 5)
    .option('--kills <number>', 'end earlier, after so many SIGKILLs and a hit of every kind', numberOf('kills', 1, true), Number.MAX_SAFE_INTEGER)
    .option('--kafka', 'one process per context over a real Kafka, instead of the plane in one process', false)
    .addOption(new Option('--nodes <number>', 'nodes of that Kafka').choices(['1', '3']).default('1'))
    .option('--seed <number>', 'which faults, and in which order; a random one when left out', numberOf('seed', 0, true), Date.now() % 1_000_000)
    .option('--json', 'the last line of standard output is the report as one JSON object', false)
    .addHelpText('after', '\nProgress goes to standard error. Ctrl-C ends the faults and judges what happened till then; once more ends at once. Exit code 1 when a promise was broken, 2 when it was called wrongly.')
    .exitOverride()
    .configureOutput({ writeOut: out, writeErr: err })
    .parse(args, { from: 'user' })
    .opts<Parsed>();

/** @returns exit code */
export const run = async (args: readonly string[], streams: Streams): Promise<number> => {
  let options: Parsed;
  try {
    options = parse(args, streams);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    throw error;
  }
  const began = Date.now();
  const say = (line: string): void => streams.err(`${((Date.now() - began) / 1_000).toFixed(1).padStart(7)} s  ${line}\n`);
  const report = await soak({ ...options, nodes: options.nodes === '3' ? 3 : 1, say, ...(streams.signal && { signal: streams.signal }) });
  streams.out(textOf(report));
  if (options.json) streams.out(`${JSON.stringify(report)}\n`);
  return report.violations.length === 0 ? 0 : 1;
};
