import { Command } from 'commander';
import { parkedCommand } from './commands/parked.ts';
import { queryCommand } from './commands/query.ts';
import { rebuildCommand } from './commands/rebuild.ts';
import { relayCommand } from './commands/relay.ts';
import { tokenCommand } from './commands/token.ts';
import { topicsCommand } from './commands/topics.ts';
import { CliError, type Access } from './plane-access.ts';

const program = new Command('throughline')
  .description('Talks to a Throughline plane on this machine.')
  .option('--url <address>', 'address of the gateway', process.env['THROUGHLINE_URL'] ?? `http://127.0.0.1:${process.env['PORT'] ?? '4000'}`)
  .option('--data-dir <folder>', 'data folder of the plane', process.env['DATA_DIR'] ?? '.throughline')
  .addHelpText('after', '\nExit codes: 0 done, 1 not done or something was found, 2 wrong use.')
  .exitOverride((error) => { process.exit(error.exitCode === 0 ? 0 : 2); });

const access = (): Access => program.opts<{ url: string; dataDir: string }>();
for (const add of [tokenCommand, queryCommand, rebuildCommand, parkedCommand, relayCommand, topicsCommand]) add(program, access);

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`${error instanceof CliError ? error.message : error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = error instanceof CliError ? error.exitCode : 1;
}
