import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readlinkSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';

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

describe('the generators', () => {
  let house: string;
  let written: string[] = [];
  let failures: string[] = [];

  const run = (args: readonly string[]) => {
    const env = { ...process.env, NODE_OPTIONS: '', NX_DAEMON: 'false', NX_TUI: 'false', NO_COLOR: '1' };
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: house, encoding: 'utf8', env });
    return { status, text: stdout + stderr };
  };
  const generate = (name: string, ...options: string[]): string[] => {
    const { status, text } = run(['node_modules/nx/dist/bin/nx.js', 'generate', `@throughline/generators:${name}`, ...options]);
    if (status !== 0) failures.push(`${name}: ${text}`);
    return [...text.matchAll(/^(?:CREATE|UPDATE) (.+)$/gm)].map((match) => match[1]!);
  };

  beforeAll(() => {
    house = copyOfHouse();
    const context = generate('context', '--name=model-billing', '--aggregate=usage-bill', '--role=sre');
    for (const part of ['contracts', 'domain', 'service']) symlinkSync(`../../libs/model-billing/${part}`, join(house, 'node_modules', '@throughline', `model-billing-${part}`));
    written = [...new Set([
      ...context,
      ...generate('command', '--context=model-billing', '--aggregate=usage-bill', '--name=send-usage-bill'),
      ...generate('aggregate', '--context=registry', '--name=model-card'),
      ...generate('command', '--context=registry', '--aggregate=model', '--name=archive-model', '--role=approver'),
      ...generate('command', '--context=registry', '--aggregate=model-card', '--name=review-model-card', '--internal'),
      ...generate('read-model', '--context=requirements', '--name=promoted-versions', '--event=registry/model-version-promoted'),
      ...generate('policy', '--context=registry', '--event=monitoring/retrain-requested', '--command=review-model-card'),
    ])];
  });
  afterAll(() => rmSync(house, { recursive: true, force: true }));

  it('write what they say', () => {
    expect(failures).toEqual([]);
    expect(written).toEqual(expect.arrayContaining([
      'libs/model-billing/service/src/model-billing.module.ts', 'libs/gateway/src/schema/model-billing.graphql', 'libs/registry/domain/src/model-card/model-card.decider.ts',
      'libs/registry/contracts/src/model-archived.v1.ts', 'libs/registry/service/src/policies/when-retrain-requested-then-review-model-card.ts',
      'libs/requirements/service/src/migrations/1764072000002-promoted-versions-table.ts',
    ]));
  });

  it('write what compiles', () => {
    expect(run(['node_modules/typescript7/bin/tsc', '-p', 'tsconfig.json', '--pretty', 'false']).text).toBe('');
  });

  it('write what keeps the house rules', () => {
    run(['node_modules/nx/dist/bin/nx.js', 'show', 'projects']); // lint asks the project graph what a package may use
    const files = written.filter((file) => file.endsWith('.ts'));
    expect(run(['node_modules/eslint/bin/eslint.js', '--max-warnings', '0', ...files]).text).toBe('');
  });

  it('write contexts of one shape and contracts that can be locked', () => {
    expect(run(['--conditions=ws-source', 'libs/gateway/src/schema/write-schema.ts']).text).toBe('');
    const { text } = run(['--conditions=ws-source', 'tools/checks/src/main.ts', '--write']);
    expect(text).toContain('contexts: one shape');
    expect(text.split('\n').filter((line) => /model-billing|usage-bill|model-card|archive|promoted-versions|review/.test(line))).toEqual([]);
  });

  it('write tests that pass', () => {
    writeFileSync(join(house, 'jest.generated.mjs'), "import { preset } from './jest.preset.mjs';\nexport default { ...preset, testMatch: ['**/*.spec.ts'] };\n");
    const specs = written.filter((file) => file.endsWith('.spec.ts'));
    const { status, text } = run(['--experimental-vm-modules', 'node_modules/jest/bin/jest.js', '--config=jest.generated.mjs', '-w1', '--runTestsByPath', ...specs, 'libs/gateway/src/schema/schema.unit.spec.ts']);
    expect([status, status === 0 ? '' : text]).toEqual([0, '']);
    expect(text).toContain(`Test Suites: ${specs.length + 1} passed`);
  });

  it('change nothing when they cannot do all of it', () => {
    const { status, text } = run(['node_modules/nx/dist/bin/nx.js', 'generate', '@throughline/generators:command', '--context=registry', '--aggregate=passport', '--name=stamp-passport']);
    expect([status, text]).toEqual([1, expect.stringContaining('libs/registry/domain/src/passport/passport.ts is missing')]);
    expect(text).not.toMatch(/CREATE|UPDATE/);
    expect(readdirSync(join(house, 'libs/registry/domain/src'))).not.toContain('passport');
  });
});
