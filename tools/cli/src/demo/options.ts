import { CliError } from '../plane-access.ts';

/** How the story is to be told. */
export interface DemoOptions {
  readonly exit: boolean;
  readonly json: boolean;
  readonly fresh: boolean;
  /** Nodes of a real broker with one process per context; null: everything in one process. */
  readonly kafkaNodes: 1 | 3 | null;
}

const FLAGS = ['--exit', '--json', '--fresh', '--kafka'];

/** @throws CliError (exit code 2) naming what is not known or does not go together */
export const demoOptions = (args: readonly string[]): DemoOptions => {
  const wrong = (what: string): never => { throw new CliError(`${what} See npm run demo -- --help.`, 2); };
  const at = args.indexOf('--nodes');
  const nodes = at < 0 ? '1' : args[at + 1];
  const flags = at < 0 ? args : args.toSpliced(at, 2);
  const unknown = flags.find((arg) => !FLAGS.includes(arg));
  if (unknown !== undefined) wrong(`Unknown option ${unknown}; known are ${[...FLAGS, '--nodes'].join(', ')}.`);
  if (nodes !== '1' && nodes !== '3') return wrong(`--nodes takes 1 or 3${nodes === undefined ? '' : `, not ${nodes}`}.`);
  const kafka = flags.includes('--kafka');
  if (at >= 0 && !kafka) wrong('--nodes counts the nodes of the broker and goes with --kafka.');
  return { exit: flags.includes('--exit'), json: flags.includes('--json'), fresh: flags.includes('--fresh'), kafkaNodes: kafka ? (nodes === '3' ? 3 : 1) : null };
};
