import { chmod, readdir, stat, writeFile } from 'node:fs/promises';
import { temporaryFolder, removeTemporaryFolders } from '../test/temporary-folder.ts';
import { readOrCreateSecret, secretFile } from './read-or-create-secret.ts';

afterEach(removeTemporaryFolders);

describe('a secret in DATA_DIR', () => {
  it('is created once, whoever asks at the same time, for its owner alone', async () => {
    const folder = await temporaryFolder();
    const secrets = await Promise.all(Array.from({ length: 20 }, () => readOrCreateSecret(folder, 'token-key')));
    expect(new Set(secrets).size).toBe(1);
    expect(secrets[0]).toMatch(/^[\w-]{43}$/);
    expect(await readOrCreateSecret(folder, 'token-key')).toBe(secrets[0]);
    expect((await stat(secretFile(folder, 'token-key'))).mode & 0o777).toBe(0o600);
    expect(await readdir(`${folder}/secrets`)).toEqual(['token-key']);
  });

  it('differs by name and by folder', async () => {
    const [one, other] = await Promise.all([temporaryFolder(), temporaryFolder()]);
    const all = await Promise.all([readOrCreateSecret(one, 'a'), readOrCreateSecret(one, 'b'), readOrCreateSecret(other, 'a')]);
    expect(new Set(all).size).toBe(3);
  });

  it('is refused when it is empty, or open to others, and stays as it is', async () => {
    const folder = await temporaryFolder();
    const secret = await readOrCreateSecret(folder, 'token-key');
    const file = secretFile(folder, 'token-key');
    await chmod(file, 0o644);
    await expect(readOrCreateSecret(folder, 'token-key')).rejects.toThrow(`chmod 600 ${file}`);
    await chmod(file, 0o600);
    expect(await readOrCreateSecret(folder, 'token-key')).toBe(secret);
    await writeFile(file, '');
    await expect(readOrCreateSecret(folder, 'token-key')).rejects.toThrow(`Secret ${file} is empty`);
  });

  it('has a name that is no path', async () => {
    await expect(readOrCreateSecret(await temporaryFolder(), '../key')).rejects.toThrow(RangeError);
  });
});
