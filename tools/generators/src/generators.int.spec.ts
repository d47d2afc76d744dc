import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, readlinkSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';

/** Each of these starts programs that load the whole house; a busy machine takes its time. */
const PATIENCE_MS = 240_000;
const root = resolve(import.meta.dirname, '../../..');
const left = new Set(['node_modules', 'dist', '.git', '.nx', '.throughline', 'coverage']);

/** The checkout without what is built: its packages are its own, what npm installed is shared. */
const copyOfHouse = (): string => {
  const house = mkdtempSync(join(realpathSync(tmpdir()), 'generated-'));
  cpSync(root, house, { recursive: true, filter: (path) => path === root || !left.has(basename(path)) });
  const installed = join(root, 'node_modules');
  mkdirSync(join(house, 'node_modules', '@throughline'), { recursive: true });
  for (const name of readdirSync(installed)) if (name !== '@throughline' && name !== '.cache') symlinkSync(join(installed, name), join(house, 'node_modules', name));
  for (const name of readdirSync(join(installed, '@throughline'))) symlinkSync(readlinkSync(join(installed, '@throughline', name)), join(house, 'node_modules', '@throughline', name));
  return house;
};

const page = (name: string): string => readFileSync(join(root, 'docs/how-to', name), 'utf8');
/** What the pages tell people to type. */
const commands = ['README.md', 'add-a-command.md'].flatMap((name) => [...page(name).matchAll(/^npx nx g (@throughline\/generators:\S.*)$/gm)].map((match) => match[1]!.split(' ')));
/** A file that a page shows in full, with its path in the first line. */
const shown = (name: string, file: string): string => page(name).split(`\`\`\`ts\n// ${file}\n`)[1]!.split('```')[0]!;

describe('the generators, as the how-to pages use them', () => {
  let house: string;
  let written: string[] = [];
  const failures: string[] = [];

  const run = (args: readonly string[]) => {
    const env = { ...process.env, NODE_OPTIONS: '', NX_DAEMON: 'false', NX_TUI: 'false', NO_COLOR: '1' };
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: house, encoding: 'utf8', env });
    return { status, text: stdout + stderr };
  };
  const generate = (args: readonly string[]) => run(['node_modules/nx/dist/bin/nx.js', 'generate', ...args]);
  const check = () => run(['--conditions=ws-source', 'tools/checks/src/main.ts', '--write']).text.split('\n');
  const edit = (file: string, change: (text: string) => string) => writeFileSync(join(house, file), change(readFileSync(join(house, file), 'utf8')));

  beforeAll(() => {
    house = copyOfHouse();
    for (const part of ['contracts', 'domain', 'service']) symlinkSync(`../../libs/model-billing/${part}`, join(house, 'node_modules', '@throughline', `model-billing-${part}`));
    for (const args of commands) {
      const { status, text } = generate(args);
      if (status !== 0) failures.push(`${args.join(' ')}: ${text}`);
      written.push(...[...text.matchAll(/^(?:CREATE|UPDATE) (.+)$/gm)].map((match) => match[1]!));
    }
    written = [...new Set(written)];
  }, PATIENCE_MS);
  afterAll(() => rmSync(house, { recursive: true, force: true }));

  it('write what they say', () => {
    expect(failures).toEqual([]);
    expect(written).toEqual(expect.arrayContaining([
      'libs/model-billing/service/src/model-billing.module.ts', 'libs/gateway/src/schema/model-billing.graphql', 'libs/registry/domain/src/model-card/model-card.decider.ts',
      'libs/registry/contracts/src/model-archived.v1.ts', 'libs/registry/service/src/policies/when-retrain-requested-then-review-model-card.ts',
      expect.stringMatching(/^libs\/requirements\/service\/src\/migrations\/\d{13}-promoted-versions-table\.ts$/),
    ]));
  });

  it('write what compiles', () => {
    expect(run(['node_modules/typescript7/bin/tsc', '-p', 'tsconfig.json', '--pretty', 'false']).text).toBe('');
  }, PATIENCE_MS);

  it('write what keeps the house rules', () => {
    run(['node_modules/nx/dist/bin/nx.js', 'show', 'projects']); // lint asks the project graph what a package may use
    const files = written.filter((file) => file.endsWith('.ts'));
    expect(run(['node_modules/eslint/bin/eslint.js', '--max-warnings', '0', ...files]).text).toBe('');
  }, PATIENCE_MS);

  it('write contexts of one shape and contracts that can be locked', () => {
    expect(run(['--conditions=ws-source', 'libs/gateway/src/schema/write-schema.ts']).text).toBe('');
    const found = check();
    expect(found).toContainEqual(expect.stringContaining('contexts: one shape'));
    expect(found.filter((line) => /model-billing|usage-bill|model-card|archive|promoted-versions|review/.test(line))).toEqual([]);
  }, PATIENCE_MS);

  it('write tests that pass', () => {
    writeFileSync(join(house, 'jest.generated.mjs'), "import { preset } from './jest.preset.mjs';\nexport default { ...preset, testMatch: ['**/*.spec.ts'] };\n");
    const specs = written.filter((file) => file.endsWith('.spec.ts'));
    const { status, text } = run(['--experimental-vm-modules', 'node_modules/jest/bin/jest.js', '--config=jest.generated.mjs', '-w1', '--runTestsByPath', ...specs, 'libs/gateway/src/schema/schema.unit.spec.ts']);
    expect([status, status === 0 ? '' : text]).toEqual([0, '']);
    expect(text).toContain(`Test Suites: ${specs.length + 1} passed`);
  }, PATIENCE_MS);

  it('are followed by a second version of an event beside the first, which stays as it is', () => {
    const src = 'libs/registry/contracts/src';
    writeFileSync(join(house, src, 'model-archived.v2.ts'), shown('add-an-event.md', `${src}/model-archived.v2.ts`));
    edit(`${src}/index.ts`, (text) => `${text}export * from './model-archived.v2.ts';\n`);
    edit(`${src}/events.ts`, (text) => `import { modelArchivedV2 } from './model-archived.v2.ts';\n${text.replace('  modelArchivedV1,', '  modelArchivedV1,\n  modelArchivedV2,')}`);
    edit('libs/registry/service/src/integration/published/model.ts', (text) => text.replaceAll('modelArchivedV1', 'modelArchivedV2'));
    expect(run(['node_modules/typescript7/bin/tsc', '-p', 'tsconfig.json', '--pretty', 'false']).text).toBe('');
    expect(check().filter((line) => line.includes('model-archived'))).toEqual([]);
    expect(readdirSync(join(house, 'libs/registry/contracts/golden')).filter((name) => name.startsWith('model-archived'))).toEqual(['model-archived.v1.json', 'model-archived.v2.json']);
    edit(`${src}/model-archived.v1.ts`, (text) => text.replace('maxLength: 2000', 'maxLength: 1000'));
    expect(check().filter((line) => line.includes('model-archived.v1'))).toEqual([expect.stringContaining('registry/model-archived.v1: its published schema has changed; put the change into a version 2 beside it')]);
  }, PATIENCE_MS);

  it('change nothing when they cannot do all of it', () => {
    const { status, text } = generate(['@throughline/generators:command', '--context=registry', '--aggregate=passport', '--name=stamp-passport']);
    expect([status, text]).toEqual([1, expect.stringContaining('libs/registry/domain/src/passport/passport.ts is missing')]);
    expect(text).not.toMatch(/CREATE|UPDATE/);
    expect(readdirSync(join(house, 'libs/registry/domain/src'))).not.toContain('passport');
  });
});
