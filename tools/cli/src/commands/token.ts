import type { Command } from 'commander';
import { issueToken, PERSONA_NAMES, type Access } from '../plane-access.ts';

export const tokenCommand = (program: Command, access: () => Access): void => {
  program.command('token')
    .description('prints a token of the built-in issuer for a persona')
    .requiredOption('--as <persona>', `one of ${PERSONA_NAMES.join(', ')}`)
    .option('--workspace <name>', 'workspace that the token is for', 'default')
    .option('--ttl <seconds>', 'how long it is valid', '28800')
    .option('--json', 'token, expiry and principal as one JSON object')
    .action(async (options: { as: string; workspace: string; ttl: string; json?: boolean }) => {
      const issued = await issueToken(access(), options.as, options.workspace, Number(options.ttl));
      process.stdout.write(`${options.json ? JSON.stringify(issued) : issued.token}\n`);
    });
};
