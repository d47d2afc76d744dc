import { join } from 'node:path';
import { Command, Option } from 'commander';
import { KafkaError } from './install/kafka-error.ts';
import { startKafka } from './start-kafka.ts';

const program = new Command('kafka')
  .description('Runs a Kafka on this machine until Ctrl-C, and prints its addresses.')
  .addOption(new Option('--nodes <number>', 'nodes; three keep three copies').choices(['1', '3']).default('1'))
  .option('--data-dir <folder>', 'folder of its data, used again at the next start', join('.throughline', 'kafka'))
  .option('--verbose', 'print what the nodes say to standard error')
  .addHelpText('after', '\nStandard output: one line, the addresses joined by commas, as KAFKA_BROKERS takes them.')
  .exitOverride((error) => { process.exit(error.exitCode === 0 ? 0 : 2); });

program.parse();
const { nodes, dataDir, verbose } = program.opts<{ nodes: '1' | '3'; dataDir: string; verbose?: true }>();
const say = (line: string) => void process.stderr.write(`${line}\n`);

const stopped = new Promise<void>((done) => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => done());
});
try {
  const kafka = await startKafka({ dataDir, nodes: nodes === '3' ? 3 : 1, log: (line) => { if (verbose || !line.startsWith('node ')) say(line); } });
  process.stdout.write(`${kafka.brokers.join(',')}\n`);
  say(`Kafka runs, its data in ${dataDir}. Ctrl-C stops it.`);
  await stopped;
  await kafka.stop();
} catch (error) {
  say(error instanceof KafkaError ? error.message : String((error as Error).stack));
  process.exitCode = 1;
}
