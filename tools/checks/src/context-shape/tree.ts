import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

const left = new Set(['dist', 'node_modules']);

/** The files of one folder, by their paths below it with `/`, and their texts: what the rules of a context's shape look at. */
export class ContextTree {
  /** Of the context, kebab-case. */
  readonly context: string;
  readonly files: readonly string[];
  private readonly texts: ReadonlyMap<string, string>;

  constructor(context: string, texts: ReadonlyMap<string, string>) {
    this.context = context;
    this.texts = texts;
    this.files = [...texts.keys()].sort();
  }

  static async read(root: string, context: string): Promise<ContextTree> {
    const texts = new Map<string, string>();
    const walk = async (folder: string, path: string): Promise<void> => {
      const entries = await readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return [];
        throw error;
      });
      for (const entry of entries) {
        if (left.has(entry.name)) continue;
        if (entry.isDirectory()) await walk(join(folder, entry.name), `${path}${entry.name}/`);
        else texts.set(`${path}${entry.name}`, await readFile(join(folder, entry.name), 'utf8'));
      }
    };
    await walk(join(root, 'libs', context), '');
    return new ContextTree(context, texts);
  }

  has(path: string): boolean {
    return this.texts.has(path);
  }

  /** Empty when there is no such file: that it is missing is a rule of its own. */
  text(path: string): string {
    return this.texts.get(path) ?? '';
  }

  /** Names directly below a folder: files, and folders without `/`. */
  names(folder: string): readonly string[] {
    return [...new Set(this.files.filter((f) => f.startsWith(folder)).map((f) => f.slice(folder.length).split('/')[0]!))];
  }

  /** Files directly in a folder, without specs. */
  sources(folder: string): readonly string[] {
    return this.names(folder).filter((name) => this.has(folder + name) && name.endsWith('.ts') && !name.endsWith('.spec.ts'));
  }

  folders(folder: string): readonly string[] {
    return this.names(folder).filter((name) => !this.has(folder + name));
  }
}
