import { bootstrap } from './bootstrap.mjs';
import { runBuilt } from './compile.mjs';

await bootstrap({
  usage: `
Usage: npm run demo [-- options]
Installs and builds what is missing, starts everything on this machine and tells the story of late flights:
from the idea to a KPI measured week by week on three million real flights. It stays up for a look.

  --exit    stop when the story has ended, with exit code 0 (or the failing step's)
  --json    the last line of standard output is one JSON object with the figures
  --fresh   begin with an empty data folder
  --kafka   one process per context and a real Kafka broker instead of everything in one process
            (fetches the broker with Maven the first time; needs Java 17 or newer)
  --nodes   with --kafka: 1 (default) or 3 broker nodes`,
  main: (args) => runBuilt('tools/cli/dist/demo/main.js', args),
});
