import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { removeTemporaryFolders, temporaryFolder } from '../test/temporary-folder.ts';
import { checkDataFormat, DATA_FORMAT } from './data-format.ts';
import { startEmbeddedPostgres } from './start-embedded-postgres.ts';

afterEach(removeTemporaryFolders);

describe('the format of DATA_DIR', () => {
  it('is written into a new folder and accepted from then on', async () => {
    const folder = await temporaryFolder();
    await checkDataFormat(folder);
    expect(await readFile(join(folder, 'FORMAT'), 'utf8')).toBe(`${DATA_FORMAT}\n`);
    await checkDataFormat(folder);
  });

  it('is refused by name when it is newer, before anything is created', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'FORMAT'), `${DATA_FORMAT + 1}\n`);
    await expect(startEmbeddedPostgres({ dataDir: folder })).rejects.toThrow(
      `DATA_DIR ${folder} has data format ${DATA_FORMAT + 1}; this Throughline knows formats up to ${DATA_FORMAT}.`,
    );
  });

  it('is refused when it is no version', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'FORMAT'), 'one');
    await expect(checkDataFormat(folder)).rejects.toThrow('holds "one" where a format version is expected');
  });
});
