import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

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
  const found = lint([...violations, ...allowed]);

  it.each(violations.map((seed, i) => ({ ...seed, messages: found[i] })))('refuses: $row', ({ messages, says, rule = '@nx/enforce-module-boundaries' }) => {
    expect(messages).toContainEqual({ ruleId: rule, message: expect.stringMatching(says) });
  });

  it.each(allowed.map((seed, i) => ({ ...seed, messages: found[violations.length + i] })))('allows: $row', ({ messages }) => {
    expect(messages).toEqual([]);
  });
});
