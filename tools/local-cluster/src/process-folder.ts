import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DataDirError } from '@throughline/embedded-postgres';

/** Opens the folder of pid files and logs within `DATA_DIR`. Call it while holding the lock. @throws DataDirError when an all-in-one plane lives there */
export const openProcessFolder = async (dataDir: string): Promise<string> => {
  const folder = join(dataDir, 'cluster');
  // The stores of an all-in-one plane have handed their events to a log that is not Kafka.
  if (!existsSync(folder) && (existsSync(join(dataDir, 'postgres')) || existsSync(join(dataDir, 'postgres.location')))) {
    throw new DataDirError(`DATA_DIR ${dataDir} belongs to an all-in-one plane. Use another DATA_DIR for separate processes.`);
  }
  await mkdir(folder, { recursive: true });
  return folder;
};
