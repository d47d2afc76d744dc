// A program of its own, so that tests can kill it: does one thing with a data folder, says so in one line, and waits.
import { lockDataDir, startEmbeddedPostgres } from '../src/index.ts';

const [what, dataDir = '', sharedHome] = process.argv.slice(2);
const say = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`);

try {
  if (what === 'lock') {
    await lockDataDir(dataDir);
    say({ pid: process.pid });
  } else {
    const server = await startEmbeddedPostgres({ dataDir, ...(sharedHome && { sharedHome }) });
    process.once('SIGTERM', () => void server.stop().then(() => process.stdin.destroy()));
    process.once('SIGINT', () => process.exit(3));
    say({ url: server.url, clusterDir: server.clusterDir, postmaster: server.pid() });
  }
  process.stdin.resume().once('end', () => process.exit(0));
} catch (error) {
  say({ error: (error as Error).name, message: (error as Error).message });
  process.exitCode = 1;
}
