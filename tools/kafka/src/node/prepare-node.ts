import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '@throughline/embedded-postgres';
import type { KafkaInstallation } from '../install/ensure-kafka-installed.ts';
import { endLeftBehind } from './end-left-behind.ts';
import { formatStorage } from './format-storage.ts';
import { KafkaNode } from './kafka-node.ts';
import { brokerAddress, serverProperties, type KafkaListener, type NodePorts } from './server-properties.ts';

export const freePorts = (): Promise<NodePorts> => Promise.all([freePort(), freePort()]).then(([broker, controller]) => ({ broker, controller }));

/** What a node is to be. */
export interface NodePlan {
  /** From 1. */
  readonly id: number;
  /** Of each node of the cluster. */
  readonly ports: readonly NodePorts[];
  readonly clusterId: string;
  /** Where all that the node keeps lies; made when it is missing. */
  readonly folder: string;
  readonly installation: KafkaInstallation;
  readonly log: (line: string) => void;
  readonly listeners?: readonly KafkaListener[];
}

/** Writes a node's settings and prepares its storage; what an earlier process left running in the folder is ended first. */
export const prepareNode = async ({ id, ports, clusterId, folder, installation, log, listeners }: NodePlan): Promise<KafkaNode> => {
  const [logDir, propertiesFile, pidFile] = [join(folder, 'log'), join(folder, 'server.properties'), join(folder, 'broker.pid')];
  const own = ports[id - 1];
  if (!own) throw new Error(`no ports for node ${id} of ${ports.length}`);
  await mkdir(logDir, { recursive: true });
  await endLeftBehind(pidFile, propertiesFile, log);
  await writeFile(propertiesFile, serverProperties(id, ports, logDir, listeners));
  await formatStorage(installation, clusterId, propertiesFile, logDir);
  return new KafkaNode({ id, address: brokerAddress(own), propertiesFile, pidFile, installation, log });
};
