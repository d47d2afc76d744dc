import { builtinModules } from 'node:module';
import js from '@eslint/js';
import { readCachedProjectGraph } from '@nx/devkit';
import nx from '@nx/eslint-plugin';
import tseslint from 'typescript-eslint';

try {
  readCachedProjectGraph();
} catch (cause) {
  // The boundary rule would only warn and check nothing.
  throw new Error('No project graph is cached, so module boundaries cannot be checked: lint with `npm run lint`.', { cause });
}

const contexts = ['requirements', 'data-quality', 'training', 'registry', 'monitoring'];
const testLibraries = ['@jest/globals', 'fast-check'];

// The tag table of the architecture, row by row. A package's tags stand in its package.json under `nx`.
const kernel = { sourceTag: 'type:kernel', onlyDependOnLibsWithTags: [], bannedExternalImports: ['*'] };
const platform = { sourceTag: 'type:platform', onlyDependOnLibsWithTags: ['type:platform', 'type:kernel'] };
const contracts = { sourceTag: 'type:contracts', onlyDependOnLibsWithTags: ['type:kernel'], allowedExternalImports: ['typebox', 'typebox/*'] };
const domain = { sourceTag: 'type:domain', onlyDependOnLibsWithTags: ['type:kernel'], bannedExternalImports: ['*'] };
const rest = [
  { sourceTag: 'type:service', onlyDependOnLibsWithTags: ['type:domain', 'type:contracts', 'type:platform', 'type:kernel'] },
  { sourceTag: 'type:gateway', onlyDependOnLibsWithTags: ['type:contracts', 'type:platform', 'type:kernel'] },
  { sourceTag: 'type:app', onlyDependOnLibsWithTags: ['type:service', 'type:gateway', 'type:platform', 'type:kernel'] },
  // Tools look at everything from outside: they may use any package but another tool.
  { sourceTag: 'type:tool', onlyDependOnLibsWithTags: ['type:app', 'type:service', 'type:gateway', 'type:domain', 'type:contracts', 'type:platform', 'type:kernel'] },
  ...contexts.map((context) => ({ sourceTag: `scope:${context}`, onlyDependOnLibsWithTags: [`scope:${context}`, 'scope:platform', 'type:contracts'] })),
];
const forSpecs = ({ sourceTag, onlyDependOnLibsWithTags, allowedExternalImports = [] }) =>
  ({ sourceTag, onlyDependOnLibsWithTags, allowedExternalImports: [...allowedExternalImports, ...testLibraries] });
const boundaries = (...depConstraints) => ({ '@nx/enforce-module-boundaries': ['error', { depConstraints }] });

const syntax = {
  defaultExport: { selector: 'ExportDefaultDeclaration', message: 'Export by name: one name for a thing everywhere.' },
  constructor: { selector: 'MethodDefinition[kind="constructor"] > FunctionExpression[params.length>5]', message: 'A constructor takes at most 5 parameters: split the class.' },
  enum: { selector: 'TSEnumDeclaration', message: 'Use a union of string literals: it needs no code at run time.' },
  skippedTest: {
    selector: 'MemberExpression[object.name=/^(it|test|describe)$/][property.name=/^(skip|only|todo|failing)$/], Identifier[name=/^(xit|xtest|xdescribe|fit|fdescribe)$/]',
    message: 'No skipped, focused or pending test: mend it or delete it.',
  },
  random: { selector: 'MemberExpression[object.name="Math"][property.name="random"]', message: 'The domain is pure: ids and chance arrive in the command.' },
};
const restrictSyntax = (...rules) => ({ 'no-restricted-syntax': ['error', ...rules] });
const always = [syntax.defaultExport, syntax.constructor, syntax.enum];

// Kernel and domain are pure. The kernel may hash, since a digest depends on nothing but its input.
const noBuiltins = (...allowed) => {
  const names = builtinModules.filter((name) => !name.startsWith('_')).join('|');
  const except = allowed.map((name) => `(?!${name}$)`).join('');
  return ['error', { patterns: [{ regex: `^${except}(node:.*|(${names})(/.*)?)$`, message: 'Kernel and domain touch no world: no Node built-ins.' }] }];
};
const impureGlobals = ['Date', 'process', 'fetch', 'crypto', 'performance', 'setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask'];
const pure = (...allowed) => ({
  ...restrictSyntax(...always, syntax.random),
  'no-restricted-imports': noBuiltins(...allowed),
  'no-restricted-globals': ['error', ...impureGlobals.map((name) => ({ name, message: 'Kernel and domain are pure: time, ids and looked-up facts arrive in the command.' }))],
});

export default tseslint.config(
  { ignores: ['**/dist/**', '**/node_modules/**', '.nx/**', '.throughline/**', 'coverage/**', 'tools/generators/files/**'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  { rules: { 'max-lines': ['error', 300], eqeqeq: ['error', 'always', { null: 'ignore' }] } },
  {
    files: ['**/*.mjs'],
    languageOptions: { globals: Object.fromEntries(['process', 'console', 'Buffer', 'URL', 'setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'fetch', 'AbortController', 'AbortSignal', 'performance'].map((name) => [name, 'readonly'])) },
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommended],
    plugins: { '@nx': nx },
    languageOptions: { parserOptions: { project: ['./tsconfig.json'], tsconfigRootDir: import.meta.dirname } },
    rules: {
      ...boundaries(kernel, platform, contracts, domain, ...rest),
      ...restrictSyntax(...always),
      'no-console': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'all', ignoreRestSiblings: true }],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { arguments: false } }],
      '@typescript-eslint/await-thenable': 'error',
    },
  },
  { files: ['apps/**/*.ts', 'tools/**/*.ts'], rules: { 'no-console': 'off' } },
  { files: ['libs/platform/kernel/src/**/*.ts'], rules: pure('node:crypto') },
  {
    files: ['libs/*/domain/src/**/*.ts'],
    rules: {
      ...pure(),
      // A forgotten event must break the check, so no default branch may swallow it.
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { allowDefaultCaseForExhaustiveSwitch: false }],
    },
  },
  {
    files: ['**/*.spec.ts'],
    rules: {
      ...restrictSyntax(...always, syntax.skippedTest),
      ...boundaries(
        forSpecs(kernel), platform, forSpecs(contracts),
        forSpecs({ ...domain, onlyDependOnLibsWithTags: ['type:kernel', 'for:tests'] }), ...rest,
      ),
      'max-lines': ['error', 500],
      'no-restricted-imports': 'off',
      'no-restricted-globals': 'off',
    },
  },
);
