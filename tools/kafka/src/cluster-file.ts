import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { KafkaError } from './install/kafka-error.ts';

interface ClusterFile {
  readonly clusterId: string;
  readonly nodes: number;
}

// Not with a dash in front, which the storage tool takes for an option.
export const newClusterId = (): string => {
  for (;;) {
    const id = randomBytes(16).toString('base64url');
    if (!id.startsWith('-')) return id;
  }
};

/** The cluster's id, kept in `cluster.json`. @throws KafkaError when the folder holds a cluster of another size */
export const clusterIdOf = async (dataDir: string, nodes: number): Promise<string> => {
  const path = join(dataDir, 'cluster.json');
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text !== undefined) {
    const found = JSON.parse(text) as ClusterFile;
    if (found.nodes !== nodes) throw new KafkaError(`${dataDir} holds a Kafka of ${found.nodes} node(s), not ${nodes}. Ask for ${found.nodes}, or name another data folder.`);
    return found.clusterId;
  }
  const made: ClusterFile = { clusterId: newClusterId(), nodes };
  await writeFile(path, `${JSON.stringify(made)}\n`);
  return made.clusterId;
};
