import { endWithLauncher } from './end-with-launcher.ts';

describe('what ends a broker with its launcher', () => {
  it('is missed before the broker is relied on, and not by ending the launcher', async () => {
    await expect(endWithLauncher(process.pid, '/nowhere/server.properties', '/nowhere/sh')).rejects.toThrow('ENOENT');
  });
});
