import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { KafkaInstallation } from '../install/ensure-kafka-installed.ts';
import { KafkaError } from '../install/kafka-error.ts';
import { javaArguments } from './java-arguments.ts';

/** Prepares an empty folder for a node; one that is prepared stays as it is. @throws KafkaError with what the tool said */
export const formatStorage = async (installation: KafkaInstallation, clusterId: string, propertiesFile: string, logDir: string): Promise<void> => {
  if (existsSync(join(logDir, 'meta.properties'))) return;
  const args = [...javaArguments(installation), 'kafka.tools.StorageTool', 'format', '--ignore-formatted', '-t', clusterId, '-c', propertiesFile];
  await promisify(execFile)(installation.java, args).catch((cause: Error & { stdout?: string; stderr?: string }) => {
    throw new KafkaError(`The folder ${logDir} could not be prepared for Kafka: ${cause.stderr || cause.stdout || cause.message}`, { cause });
  });
};
