import { join, resolve } from 'node:path';
import { recordedHome } from './cluster-place.ts';
import { isPostmasterOf, readPostmasterPid } from './postmaster-pid.ts';

/** TCP port of the server that runs on a data folder right now, for tools beside the plane; undefined when none does. */
export const runningServerPort = async (dataDir: string): Promise<number | undefined> => {
  const home = await recordedHome(resolve(dataDir));
  if (!home) return undefined;
  const found = await readPostmasterPid(join(home, 'postgres'));
  return found && await isPostmasterOf(found.pid, join(home, 'postgres')) ? found.port : undefined;
};
