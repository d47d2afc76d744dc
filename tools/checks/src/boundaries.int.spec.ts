import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../../..');
const contexts = ['requirements', 'data-quality', 'training', 'registry', 'monitoring'];

type Seed = { row: string; file: string; text: string; rule?: string; says: RegExp };
const use = (name: string) => `import * as seeded from '${name}';\nexport const used = seeded;\n`;
const only = (tag: string) => new RegExp(`tagged with "${tag}" (can only depend on libs tagged|cannot depend on any libs)`);
const banned = (tag: string, name: string) => new RegExp(`tagged with "${tag}" is not allowed to import "${name}"`);

const violations: Seed[] = [
  { row: 'kernel uses an npm package', file: 'libs/platform/kernel/src/seed.ts', text: use('rxjs'), says: banned('type:kernel', 'rxjs') },
  // Whatever the kernel imports of ours leads back to the kernel, and Nx names the circle first.
  { row: 'kernel uses a platform package', file: 'libs/platform/kernel/src/seed.ts', text: use('@throughline/event-store'), says: /tagged with "type:kernel"|Circular dependency between "@throughline\/kernel"/ },
  { row: 'kernel uses files', file: 'libs/platform/kernel/src/seed.ts', text: use('node:fs'), rule: 'no-restricted-imports', says: /no Node built-ins/ },
  { row: 'platform uses contracts', file: 'libs/platform/testing/src/seed.ts', text: use('@throughline/training-contracts'), says: only('type:platform') },
  { row: 'contracts use a platform package', file: 'libs/registry/contracts/src/seed.ts', text: use('@throughline/config'), says: only('type:contracts') },
  { row: 'contracts use another npm package than the schema library', file: 'libs/registry/contracts/src/seed.ts', text: use('rxjs'), says: banned('type:contracts', 'rxjs') },
  { row: 'domain uses contracts', file: 'libs/registry/domain/src/seed.ts', text: use('@throughline/registry-contracts'), says: only('type:domain') },
  { row: 'domain uses an npm package', file: 'libs/registry/domain/src/seed.ts', text: use('rxjs'), says: banned('type:domain', 'rxjs') },
  { row: 'domain uses a Node built-in', file: 'libs/registry/domain/src/seed.ts', text: use('node:crypto'), rule: 'no-restricted-imports', says: /no Node built-ins/ },
  { row: 'domain uses a Node built-in by its old name', file: 'libs/registry/domain/src/seed.ts', text: use('fs/promises'), rule: 'no-restricted-imports', says: /no Node built-ins/ },
  { row: 'domain reads the clock', file: 'libs/registry/domain/src/seed.ts', text: 'export const at = new Date();\n', rule: 'no-restricted-globals', says: /'Date'.*domain are pure/ },
  { row: 'domain rolls dice', file: 'libs/registry/domain/src/seed.ts', text: 'export const dice = Math.random();\n', rule: 'no-restricted-syntax', says: /domain is pure/ },
  { row: 'a domain test uses more of the platform than testing', file: 'libs/registry/domain/src/seed.unit.spec.ts', text: use('@throughline/event-store'), says: only('type:domain') },
  { row: 'service uses another service', file: 'libs/registry/service/src/seed.ts', text: use('@throughline/training-service'), says: only('type:service') },
  { row: 'gateway uses a service', file: 'libs/gateway/src/seed.ts', text: use('@throughline/training-service'), says: only('type:gateway') },
  { row: 'app uses a domain', file: 'apps/all-in-one/src/seed.ts', text: use('@throughline/training-domain'), says: only('type:app') },
  { row: 'tool uses another tool', file: 'tools/cli/src/seed.ts', text: use('@throughline/bench'), says: only('type:tool') },
  ...contexts.map((context, i): Seed => {
    const neighbour = contexts[(i + 1) % contexts.length];
    return { row: `${context} uses the domain of ${neighbour}`, file: `libs/${context}/service/src/seed.ts`, text: use(`@throughline/${neighbour}-domain`), says: only(`scope:${context}`) };
  }),
  { row: 'a relative path reaches into another package', file: 'libs/registry/service/src/seed.ts', text: use('../../../training/domain/src/index.ts'), says: /cannot be imported by a relative or absolute path/ },
];

const house: Seed[] = [
  { row: 'a source file of 301 lines', file: 'libs/registry/service/src/seed.ts', text: `export {};\n${'\n'.repeat(300)}`, rule: 'max-lines', says: /Maximum allowed is 300/ },
  { row: 'a constructor with 6 parameters', file: 'libs/registry/service/src/seed.ts', text: 'export class Wide {\n  constructor(a: 1, b: 1, c: 1, d: 1, e: 1, f: 1) { void [a, b, c, d, e, f]; }\n}\n', rule: 'no-restricted-syntax', says: /at most 5 parameters/ },
  { row: 'a default export', file: 'libs/registry/service/src/seed.ts', text: 'export default 1;\n', rule: 'no-restricted-syntax', says: /Export by name/ },
  { row: 'printing from a library', file: 'libs/registry/service/src/seed.ts', text: 'console.log(1);\n', rule: 'no-console', says: /Unexpected console/ },
  { row: 'a skipped test', file: 'libs/registry/service/src/seed.unit.spec.ts', text: "it.skip('later', () => {});\n", rule: 'no-restricted-syntax', says: /No skipped/ },
  { row: 'a value import of a type', file: 'libs/registry/service/src/seed.ts', text: "import { Stats } from 'node:fs';\nexport const size = (stats: Stats) => stats.size;\n", rule: '@typescript-eslint/consistent-type-imports', says: /only used as types/ },
];

const allowed: Pick<Seed, 'row' | 'file' | 'text'>[] = [
  { row: 'domain uses the kernel', file: 'libs/registry/domain/src/seed.ts', text: use('@throughline/kernel') },
  { row: 'a domain test uses platform/testing', file: 'libs/registry/domain/src/seed.unit.spec.ts', text: use('@throughline/testing') },
  { row: 'a domain test uses a test library', file: 'libs/registry/domain/src/seed.unit.spec.ts', text: use('fast-check') },
  { row: 'contracts use the schema library', file: 'libs/registry/contracts/src/seed.ts', text: use('typebox') },
  { row: 'service uses its domain', file: 'libs/registry/service/src/seed.ts', text: use('@throughline/registry-domain') },
  { row: 'service uses the contracts of a neighbour', file: 'libs/registry/service/src/seed.ts', text: use('@throughline/training-contracts') },
  { row: 'app uses a service', file: 'apps/all-in-one/src/seed.ts', text: use('@throughline/training-service') },
];

const lint = (seeds: readonly { file: string; text: string }[]): { ruleId: string; message: string }[][] => {
  const input = JSON.stringify(seeds.map(({ file, text }) => ({ filePath: resolve(root, file), text })));
  const child = spawnSync(process.execPath, [resolve(import.meta.dirname, 'lint-texts.ts')], { cwd: root, input, encoding: 'utf8', env: { ...process.env, NODE_OPTIONS: '' } });
  if (child.status !== 0) throw new Error(`lint-texts exited with ${child.status}: ${child.stderr}${child.stdout}`);
  return JSON.parse(child.stdout.slice(child.stdout.indexOf('[[')));
};

describe('module boundaries', () => {
  const found = lint([...violations, ...house, ...allowed]);

  it.each([...violations, ...house].map((seed, i) => ({ ...seed, messages: found[i] })))('refuses: $row', ({ messages, says, rule = '@nx/enforce-module-boundaries' }) => {
    expect(messages).toContainEqual({ ruleId: rule, message: expect.stringMatching(says) });
  });

  it.each(allowed.map((seed, i) => ({ ...seed, messages: found[violations.length + house.length + i] })))('allows: $row', ({ messages }) => {
    expect(messages).toEqual([]);
  });

  it('is not skipped in silence when Nx has computed no project graph', () => {
    const empty = mkdtempSync(join(tmpdir(), 'no-graph-'));
    try {
      const { status, stderr } = spawnSync(process.execPath, ['node_modules/eslint/bin/eslint.js', 'tools/checks/src/check.ts'], {
        cwd: root, encoding: 'utf8', env: { ...process.env, NODE_OPTIONS: '', NX_WORKSPACE_DATA_DIRECTORY: empty },
      });
      expect([status, stderr]).toEqual([2, expect.stringContaining('lint with `npm run lint`')]);
    } finally {
      rmSync(empty, { recursive: true });
    }
  });
});
