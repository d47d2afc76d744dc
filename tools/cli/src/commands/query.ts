import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { CliError, issueToken, sendQuery, type Access } from '../plane-access.ts';

const variablesOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    throw new CliError('--variables: not JSON', 2);
  }
};

export const queryCommand = (program: Command, access: () => Access): void => {
  program.command('query')
    .description('sends a GraphQL document and prints the answer as JSON; exit code 1 when the answer has errors')
    .argument('<document>', 'the document itself, or @file')
    .option('--as <persona>', 'persona that asks', 'viewer')
    .option('--workspace <name>', 'workspace that is asked', 'default')
    .option('--token <jwt>', 'token to send instead of a persona\'s')
    .option('--variables <json>', 'variables of the document', '{}')
    .option('--json', 'on one line, for scripts')
    .action(async (document: string, options: { as: string; workspace: string; token?: string; variables: string; json?: boolean }) => {
      const text = document.startsWith('@') ? await readFile(document.slice(1), 'utf8').catch(() => { throw new CliError(`${document.slice(1)} cannot be read`, 2); }) : document;
      const token = options.token ?? (await issueToken(access(), options.as, options.workspace, 600)).token;
      const answer = await sendQuery(access(), token, text, variablesOf(options.variables));
      process.stdout.write(`${JSON.stringify(answer, null, options.json ? 0 : 2)}\n`);
      if (answer.errors?.length) process.exitCode = 1;
    });
};
