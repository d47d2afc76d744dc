import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { removeTemporaryFolders, temporaryFolder } from '../../test/temporary-folder.ts';
import { firstKnown } from './find-programs.ts';

afterEach(removeTemporaryFolders);

/** A machine whose apt knows one package. */
const knowing = async (name: string): Promise<NodeJS.ProcessEnv> => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'apt-cache'), `#!/bin/sh\n[ "$2" = ${name} ]\n`, { mode: 0o755 });
  return { PATH: folder };
};

describe('the package to install', () => {
  const wanted = ['openjdk-17-jre-headless', 'default-jre-headless'];

  it('is the first that there is, else the last', async () => {
    expect(await firstKnown(wanted, await knowing('openjdk-17-jre-headless'))).toBe('openjdk-17-jre-headless');
    expect(await firstKnown(wanted, await knowing('default-jre-headless'))).toBe('default-jre-headless');
    expect(await firstKnown(wanted, await knowing('maven'))).toBe('default-jre-headless');
  });
});
