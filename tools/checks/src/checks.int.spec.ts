import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { adrCheck } from './adr.check.ts';
import { dependenciesCheck } from './dependencies.check.ts';
import { linksCheck } from './links.check.ts';
import { workspaceCheck } from './workspace.check.ts';

const inFolder = async (files: Record<string, unknown>, act: (root: string) => Promise<string[]>) => {
  const root = await mkdtemp(join(tmpdir(), 'checks-'));
  try {
    for (const [name, content] of Object.entries(files)) {
      await mkdir(dirname(join(root, name)), { recursive: true });
      await writeFile(join(root, name), typeof content === 'string' ? content : JSON.stringify(content));
    }
    return await act(root);
  } finally {
    await rm(root, { recursive: true });
  }
};

const house = (tags: string[] | undefined, references = ['libs/registry/domain']) => ({
  'package.json': { workspaces: ['libs/*/domain'] },
  'tsconfig.build.json': { references: references.map((path) => ({ path })) },
  'libs/registry/domain/package.json': { name: 'd', nx: tags && { tags } },
});

describe('workspace check', () => {
  const run = (files: Record<string, unknown>) => inFolder(files, (root) => workspaceCheck.run(root));

  it('accepts a tagged package that is built', async () => {
    expect(await run(house(['type:domain', 'scope:registry']))).toEqual([]);
  });

  it.each([
    ['no tags', house(undefined), /exactly one type: tag/],
    ['two types', house(['type:domain', 'type:service']), /exactly one type: tag/],
    ['an unknown type', house(['type:helper']), /unknown tag type:helper/],
    ['the scope of a neighbour', house(['type:domain', 'scope:training']), /tag it scope:registry/],
    ['no build', house(['type:domain', 'scope:registry'], []), /add \{ "path": "libs\/registry\/domain" \}/],
  ])('names a package with %s', async (_, files, says) => {
    expect(await run(files)).toEqual([expect.stringMatching(says)]);
  });
});

describe('dependencies check', () => {
  const using = (source: string, file = 'libs/registry/domain/src/a.ts') => ({
    'package.json': { workspaces: ['libs/*/domain'], dependencies: { 'a-package': '1.0.0' } }, [file]: source,
  });
  const run = (files: Record<string, unknown>) => inFolder(files, (root) => dependenciesCheck.run(root));

  it.each([`import { a } from 'a-package';`, `export * from 'a-package/part.js';`, `import 'a-package';`, `await import('a-package');`])('accepts what is used: %s', async (source) => {
    expect(await run(using(source))).toEqual([]);
  });

  it.each([
    ['nobody', using('')], ['a namesake alone', using(`import 'a-package-two';`)], ['a test alone', using(`import 'a-package';`, 'libs/registry/domain/src/a.unit.spec.ts')],
  ])('names a package that is used by %s', async (_, files) => {
    expect(await run(files)).toEqual(['package.json: nothing imports a-package; take it out with npm uninstall a-package']);
  });
});

describe('links check', () => {
  const run = (files: Record<string, unknown>) => inFolder(files, (root) => linksCheck.run(root));

  it('follows links from the page that holds them', async () => {
    expect(await run({ 'docs/a.md': '[up](../b.md#part) [here](#x) [web](https://example.org/no.md) `[code](gone.md)`', 'b.md': '[folder](docs)' })).toEqual([]);
  });

  it('names the page and the link that leads nowhere', async () => {
    expect(await run({ 'docs/a.md': '[up](b.md)', 'b.md': '', 'node_modules/x/readme.md': '[gone](gone.md)' })).toEqual(['docs/a.md: the link to b.md leads nowhere']);
  });
});

describe('adr check', () => {
  const run = (index: string, records: Record<string, string>) => inFolder(
    { 'docs/adr/README.md': index, 'docs/adr/0000-template.md': '- Status: proposed | accepted', ...Object.fromEntries(Object.entries(records).map(([name, text]) => [`docs/adr/${name}`, text])) },
    (root) => adrCheck.run(root),
  );

  it('accepts an index that lists every record', async () => {
    expect(await run('| 0001 | [One](0001-one.md) | accepted |\n', { '0001-one.md': '# 1\n- Status: accepted\n' })).toEqual([]);
  });

  it.each([
    ['is not listed', '', { '0001-one.md': '- Status: accepted\n' }, /README\.md: list "\| 0001/],
    ['has another status in the index', '| 0001 | [One](0001-one.md) | proposed |\n', { '0001-one.md': '- Status: accepted\n' }, /README\.md: list "\| 0001/],
    ['states no status', '| 0001 | [One](0001-one.md) | accepted |\n', { '0001-one.md': '# 1\n' }, /0001-one\.md: state/],
    ['has no number', '', { 'one.md': '- Status: accepted\n' }, /one\.md: name it NNNN/],
  ])('names a record that %s', async (_, index, records, says) => {
    expect(await run(index, records as Record<string, string>)).toEqual([expect.stringMatching(says)]);
  });
});
