import { readdir } from 'node:fs/promises';
import { removeTemporaryFolders, temporaryFolder } from '../../test/temporary-folder.ts';
import { ensureKafkaInstalled, fetchJars } from './ensure-kafka-installed.ts';
import { java, maven } from './find-programs.ts';

afterEach(removeTemporaryFolders);

describe('the jars of the broker', () => {
  it('are whole when two fetch them at once, and nothing else is left', async () => {
    const home = await temporaryFolder();
    const lines: string[] = [];
    const [one, other] = await Promise.all([1, 2].map(() => fetchJars(home, (line) => lines.push(line))));
    expect(one).toBe(other);
    expect(lines).toHaveLength(2);
    expect(await readdir(home)).toHaveLength(1);
    const jars = await readdir(one ?? '');
    expect(jars).toContain('kafka_2.13-4.4.0.jar');
    expect(jars).toContain('log4j-slf4j-impl-2.25.5.jar');

    expect(await fetchJars(home, (line) => lines.push(line))).toBe(one);
    expect(lines).toHaveLength(2);
  }, 120_000);
});

describe('the installation', () => {
  it('keeps an archive of the classes, so that a node starts sooner', async () => {
    expect((await ensureKafkaInstalled()).options).toEqual([expect.stringContaining('-XX:SharedArchiveFile=')]);
  }, 120_000);
});

describe('a machine without Java or Maven that lets us install nothing', () => {
  it.each([['Java', java], ['Maven', maven]])('names what to install: %s', async (name, find) => {
    await expect(find(() => undefined, { PATH: '/nowhere' })).rejects.toThrow(`${name} is missing. Kafka needs Java 17 or later (on the path, or named by JAVA_HOME), and Maven to fetch it: install them`);
  });
});
