import type { Tree } from '@nx/devkit';

/** Adds to a file of the gateway's schema: fields of `Query` or `Mutation` into the block that is there, and definitions at the end. */
export const addToSdl = (tree: Tree, path: string, { query = '', mutation = '', definitions = '' }: Readonly<Partial<Record<'query' | 'mutation' | 'definitions', string>>>): void => {
  let text = tree.read(path, 'utf8');
  if (text === null) throw new Error(`${path} is missing`);
  for (const [type, fields] of [['Query', query], ['Mutation', mutation]] as const) {
    if (!fields) continue;
    const block = new RegExp(`^extend type ${type} \\{\\n[^]*?\\n(?=\\}$)`, 'm').exec(text);
    text = block
      ? text.slice(0, block.index + block[0].length) + fields + text.slice(block.index + block[0].length)
      : `${text.trimEnd()}\n\nextend type ${type} {\n${fields}}\n`.trimStart();
  }
  tree.write(path, definitions ? `${text.trimEnd()}\n\n${definitions.trim()}\n` : text);
};
