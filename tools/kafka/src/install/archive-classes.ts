import { mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { newClusterId } from '../cluster-file.ts';
import { freePorts, prepareNode } from '../node/prepare-node.ts';
import type { KafkaInstallation } from './ensure-kafka-installed.ts';

/**
 * Runs a broker once and lets Java keep its classes in the file `archive`, which saves a third of the processor time of
 * each start. Without the archive all works too, so a failure is only told.
 */
export const archiveClasses = async (home: string, installation: KafkaInstallation, archive: string, log: (line: string) => void): Promise<void> => {
  const folder = await mkdtemp(join(home, 'archiving-'));
  const made = join(folder, 'classes.jsa');
  try {
    const node = await prepareNode({
      id: 1, ports: [await freePorts()], clusterId: newClusterId(), folder, log: () => undefined,
      installation: { ...installation, options: [`-XX:ArchiveClassesAtExit=${made}`] },
    });
    await node.start();
    await node.end('SIGTERM');
    await rename(made, archive);
  } catch (error) {
    log(`Java could not keep the classes of Kafka in ${archive}, so nodes start slower: ${(error as Error).message}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};
