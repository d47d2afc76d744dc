import { Option, type Command } from 'commander';
import { dataQualityEvents } from '@throughline/data-quality-contracts';
import { monitoringEvents } from '@throughline/monitoring-contracts';
import { registryEvents } from '@throughline/registry-contracts';
import { requirementsEvents } from '@throughline/requirements-contracts';
import { trainingEvents } from '@throughline/training-contracts';
import { applyTopics, diffTopics, topicManifest, TopicsError, type AppliedTopic, type TopicDifference } from '@throughline/transport';
import { CliError } from '../plane-access.ts';

interface Wish {
  readonly brokers: string;
  readonly replication: string;
  readonly json?: true;
}

const manifest = topicManifest([...requirementsEvents, ...dataQualityEvents, ...trainingEvents, ...registryEvents, ...monitoringEvents]);

const brokersOf = ({ brokers }: Wish): string[] => {
  const named = brokers.split(',').map((broker) => broker.trim()).filter((broker) => broker !== '');
  const wrong = named.find((broker) => !/^\S+:\d{1,5}$/.test(broker));
  if (wrong !== undefined || named.length === 0) throw new CliError(`--brokers: ${wrong ?? 'nothing'} is not <host>:<port>`, 2);
  return named;
};

const replicationOf = ({ replication }: Wish): number => {
  if (!/^[1-9]\d?$/.test(replication)) throw new CliError(`--replication: ${replication} is not a number of copies; say 3, or 1 on a single broker`, 2);
  return Number(replication);
};

const difference = ({ topic, what, wanted, found, mends }: TopicDifference): string =>
  (found === null && what === 'missing' ? `${topic}: missing, declared with ${wanted}` : `${topic}: ${what} is ${found ?? 'not set'}, declared is ${wanted}${mends ? '' : ' (apply cannot change this)'}`);

const applied = ({ topic, done, changes }: AppliedTopic): string =>
  `${topic}: ${done}${done === 'configured' ? ` (${changes.map(({ what, wanted }) => `${what}=${wanted}`).join(', ')})` : ''}`;

const say = (wish: Wish, rows: readonly object[], lines: readonly string[]): void => {
  process.stdout.write(`${wish.json ? JSON.stringify(rows) : lines.join('\n')}\n`);
};

const orSentence = (error: unknown): never => {
  throw error instanceof TopicsError ? new CliError(error.message) : error;
};

export const topicsCommand = (program: Command): void => {
  const topics = program.command('topics').description('the topics that the contracts declare, in Kafka');
  const add = (name: string, description: string, action: (wish: Wish) => Promise<void>): void => {
    topics.command(name).description(description)
      .addOption(new Option('--brokers <addresses>', 'host:port of the brokers, joined by commas').env('KAFKA_BROKERS').makeOptionMandatory())
      .option('--replication <copies>', 'copies of each partition', '3')
      .option('--json', 'as one JSON array')
      .action(action);
  };

  add('diff', 'shows where a cluster is not as declared; exit code 1 when it is not', async (wish) => {
    const found = await diffTopics(brokersOf(wish), manifest, { replication: replicationOf(wish) }).catch(orSentence);
    say(wish, found, found.length > 0 ? found.map(difference) : [`all ${manifest.length} topics are as declared`]);
    if (found.length > 0) process.exitCode = 1;
  });
  add('apply', 'creates missing topics and changes settings; topics with other partitions or copies are refused, and then nothing is changed', async (wish) => {
    const done = await applyTopics(brokersOf(wish), manifest, { replication: replicationOf(wish) }).catch(orSentence);
    say(wish, done, done.map(applied));
  });
};
