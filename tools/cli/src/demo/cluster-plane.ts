import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DataDirError } from '@throughline/embedded-postgres';
import { KafkaError } from '@throughline/kafka-broker';
import { LocalCluster } from '@throughline/local-cluster';
import { CliError } from '../plane-access.ts';
import { gatewayPort } from './gateway-port.ts';
import type { PlaneOptions, RunningPlane } from './running-plane.ts';

/** Starts one process per context, the gateway and a real broker, and waits until all are ready. */
export const startClusterPlane = async ({ dataDir, port, datasetRoots, trainingRoots, signal }: PlaneOptions, kafkaNodes: 1 | 3): Promise<RunningPlane> => {
  const logFile = join(dataDir, 'launcher.log');
  const log = (line: string): void => void appendFile(logFile, `${line}\n`);
  try {
    return await LocalCluster.start({ dataDir, kafkaNodes, port: await gatewayPort(port), datasetRoots, trainingRoots, log, signal });
  } catch (error) {
    if (error instanceof DataDirError || error instanceof KafkaError) throw new CliError(error.message);
    throw error;
  }
};
