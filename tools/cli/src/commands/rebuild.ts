import type { Command } from 'commander';
import { CliError, issueToken, sendQuery, type Access } from '../plane-access.ts';

interface Report { readonly name: string; readonly live: string; readonly rebuilt: string; readonly equal: boolean; readonly events: number }

export const rebuildCommand = (program: Command, access: () => Access): void => {
  program.command('rebuild')
    .description('folds every read model anew from the owners\' histories and compares it with the live one; exit code 1 when one differs')
    .option('--workspace <name>', 'workspace of the token that asks; all are rebuilt', 'default')
    .option('--json', 'the reports as one JSON array')
    .action(async (options: { workspace: string; json?: boolean }) => {
      const { token } = await issueToken(access(), 'admin', options.workspace, 3600);
      const answer = await sendQuery(access(), token, 'mutation { rebuildReadModels { name live rebuilt equal events } }');
      if (answer.errors?.length) throw new CliError(answer.errors.map((e) => e.message).join('; '));
      const reports = answer.data!['rebuildReadModels'] as readonly Report[];
      const shown = reports.map((r) => `${r.equal ? 'equal ' : 'DIFFERS'}  ${r.name.padEnd(24)} ${String(r.events).padStart(8)} events  ${r.live.slice(0, 19)}…`);
      process.stdout.write(`${options.json ? JSON.stringify(reports) : shown.join('\n')}\n`);
      if (reports.some((r) => !r.equal)) process.exitCode = 1;
    });
};
