import type { Tree } from '@nx/devkit';
import { addToSdl } from './sdl-edit.ts';
import { SourceEdit } from './source-edit.ts';

const after = (text: string, edit: (tree: Tree) => void): string => {
  let now = text;
  edit({ read: (path: string) => (path === 'a.ts' ? now : null), write: (_: string, content: string) => { now = content; } } as unknown as Tree);
  return now;
};
const edited = (text: string, edit: (source: SourceEdit) => SourceEdit): string => after(text, (tree) => edit(new SourceEdit(tree, 'a.ts')).save());

describe('an edit of a source file', () => {
  it('imports into the import that is there, into no import of types, and nothing twice', () => {
    expect(edited("import { a } from 'x';\n", (s) => s.import('x', 'a', 'b'))).toBe("import { a, b } from 'x';\n");
    expect(edited("import type { A } from 'x';\n", (s) => s.import('x', 'b'))).toBe("import type { A } from 'x';\nimport { b } from 'x';\n");
    expect(edited('export const a = 1;\n', (s) => s.import('x', 'b'))).toBe("import { b } from 'x';\n\nexport const a = 1;\n");
  });

  it('adds to lists as they are laid out', () => {
    expect(edited('const a = [1];', (s) => s.element('a', '2'))).toBe('const a = [1, 2];');
    expect(edited('const a = [] as const;', (s) => s.element('a', '2'))).toBe('const a = [2] as const;');
    expect(edited('const a = [\n  1,\n] satisfies number[];', (s) => s.element('a', '2'))).toBe('const a = [\n  1,\n  2,\n] satisfies number[];');
    expect(edited('const a = [\n];', (s) => s.element('a', '1').element('a', '2'))).toBe('const a = [\n  1,\n  2,\n];');
    expect(edited('const m = { policies: [x] };', (s) => s.element('policies', 'y'))).toBe('const m = { policies: [x, y] };');
  });

  it('adds to objects, unions and switches', () => {
    expect(edited('const a: A = {\n  b: 1,\n};', (s) => s.member('a', 'c: 2'))).toBe('const a: A = {\n  b: 1,\n  c: 2,\n};');
    expect(edited("type A =\n  | 'x';", (s) => s.alternative('A', "'y'"))).toBe("type A =\n  | 'x'\n  | 'y';");
    expect(edited("const f = (e) => {\n  switch (e.type) {\n    case 'x':\n      return 1;\n  }\n};", (s) => s.case('f', "case 'y':\n      return 2;")))
      .toBe("const f = (e) => {\n  switch (e.type) {\n    case 'x':\n      return 1;\n    case 'y':\n      return 2;\n  }\n};");
  });

  it('puts statements before one and its comment, and exports in order', () => {
    expect(edited('const a = 1;\n\n/** All. */\nexport const all = [a];\n', (s) => s.before('all', 'const b = 2;'))).toBe('const a = 1;\n\nconst b = 2;\n\n/** All. */\nexport const all = [a];\n');
    expect(edited("export * from './c.ts';\n", (s) => s.reexport('./b.ts').reexport('./c.ts'))).toBe("export * from './b.ts';\nexport * from './c.ts';\n");
    expect(edited('export {};\n', (s) => s.reexport('./b.ts'))).toBe("export * from './b.ts';\n");
  });

  it.each<[string, (s: SourceEdit) => SourceEdit, string]>([
    ['list', (s) => s.element('b', '1'), 'a.ts: there is no list b to add to'],
    ['object', (s) => s.member('b', '1'), 'a.ts: there is no object b to add to'],
    ['type', (s) => s.alternative('B', '1'), 'a.ts: there is no type B'],
    ['statement', (s) => s.before('b', '1'), 'a.ts: there is no b'],
    ['switch', (s) => s.case('a', '1'), 'a.ts: a has no switch over the type'],
  ])('names the %s that it does not find', (_, edit, says) => expect(() => edited('const a = (x) => x;', edit)).toThrow(says));

  it('names the file that is missing', () => expect(() => after('', (tree) => new SourceEdit(tree, 'b.ts'))).toThrow('b.ts is missing'));
});

describe('an edit of the schema', () => {
  const fields = { mutation: '  do: Int\n' };

  it('adds fields to the block that is there, or a block', () => {
    expect(after('extend type Mutation {\n  be: Int\n}\n\ntype A {\n  b: Int\n}\n', (tree) => addToSdl(tree, 'a.ts', fields))).toBe('extend type Mutation {\n  be: Int\n  do: Int\n}\n\ntype A {\n  b: Int\n}\n');
    expect(after('', (tree) => addToSdl(tree, 'a.ts', { ...fields, definitions: 'type A {\n  b: Int\n}' }))).toBe('extend type Mutation {\n  do: Int\n}\n\ntype A {\n  b: Int\n}\n');
  });

  it('names the file that is missing', () => expect(() => after('', (tree) => addToSdl(tree, 'b.ts', fields))).toThrow('b.ts is missing'));
});
