import type { Tree } from '@nx/devkit';
import ts from 'typescript';

type Named = ts.VariableDeclaration | ts.PropertyAssignment;

const unwrap = (node: ts.Expression | undefined): ts.Expression | undefined =>
  node && (ts.isAsExpression(node) || ts.isSatisfiesExpression(node) || ts.isParenthesizedExpression(node)) ? unwrap(node.expression) : node;

/** Adds to one source file at places found by its syntax, not by its looks. What cannot be found is an error that names the file and the place. */
export class SourceEdit {
  private readonly tree: Tree;
  private readonly path: string;
  private text: string;

  /** @throws when there is no such file */
  constructor(tree: Tree, path: string) {
    const text = tree.read(path, 'utf8');
    if (text === null) throw new Error(`${path} is missing`);
    this.tree = tree;
    this.path = path;
    this.text = text;
  }

  save(): void {
    this.tree.write(this.path, this.text);
  }

  /** Imports names from a module, into the import that is there, or into a new one. */
  import(from: string, ...names: readonly string[]): this {
    const imports = this.source().statements.filter(ts.isImportDeclaration);
    const there = imports.find((i) => (i.moduleSpecifier as ts.StringLiteral).text === from && i.importClause?.isTypeOnly === false);
    const bindings = there?.importClause?.namedBindings;
    if (bindings && ts.isNamedImports(bindings)) {
      const known = bindings.elements.map((e) => e.getText());
      const fresh = names.filter((name) => !known.includes(name));
      return fresh.length ? this.insert(bindings.elements.at(-1)!.end, `, ${fresh.join(', ')}`) : this;
    }
    const at = imports.at(-1)?.end ?? 0;
    const line = `import { ${names.join(', ')} } from '${from}';`;
    return at ? this.insert(at, `\n${line}`) : this.insert(0, `${line}\n\n`);
  }

  /** Adds an element to the array that a variable or property of this name holds. */
  element(name: string, text: string): this {
    const list = this.named(name, ts.isArrayLiteralExpression, 'list');
    return this.append(list.elements, list, text);
  }

  /** Adds a member to the object that a variable or property of this name holds. */
  member(name: string, text: string): this {
    const object = this.named(name, ts.isObjectLiteralExpression, 'object');
    return this.append(object.properties, object, text);
  }

  /** Adds an alternative to a union type. */
  alternative(name: string, text: string): this {
    const alias = this.find((node): node is ts.TypeAliasDeclaration => ts.isTypeAliasDeclaration(node) && node.name.text === name);
    if (!alias) throw new Error(`${this.path}: there is no type ${name}`);
    return this.insert(alias.type.end, `\n  | ${text}`);
  }

  /** Adds a case to the switch over `type` in a function. */
  case(name: string, text: string): this {
    const body = this.value(name);
    const clauses = body && this.find((node): node is ts.SwitchStatement => ts.isSwitchStatement(node) && /(^|\.)type$/.test(node.expression.getText()), body)?.caseBlock.clauses;
    if (!clauses?.length) throw new Error(`${this.path}: ${name} has no switch over the type to add a case to: give it one, or write this change by hand`);
    return this.insert(clauses.at(-1)!.end, `\n    ${text}`);
  }

  /** Puts statements before the one that declares a name, and before its comment. */
  before(name: string, text: string): this {
    const statement = this.source().statements.find((s) => ts.isVariableStatement(s) && s.declarationList.declarations.some((d) => d.name.getText() === name));
    if (!statement) throw new Error(`${this.path}: there is no ${name}`);
    return this.insert(statement.getFullStart(), `\n\n${text.trim()}`);
  }

  /** Adds a line to a file of `export * from`, in order. */
  reexport(file: string): this {
    const line = `export * from '${file}';`;
    const rest = this.text.split('\n').filter((l) => l && l !== 'export {};');
    this.text = `${[...rest, ...(rest.includes(line) ? [] : [line])].sort().join('\n')}\n`;
    return this;
  }

  private source(): ts.SourceFile {
    return ts.createSourceFile(this.path, this.text, ts.ScriptTarget.Latest, true);
  }

  private insert(at: number, text: string): this {
    this.text = this.text.slice(0, at) + text + this.text.slice(at);
    return this;
  }

  private append(items: ts.NodeArray<ts.Node>, holder: ts.Node, text: string): this {
    const last = items.at(-1);
    const ownLine = holder.getText().includes('\n');
    if (last) return this.insert(last.end, ownLine ? `,\n${this.indentAt(last)}${text}` : `, ${text}`);
    return this.insert(holder.getStart() + 1, ownLine ? `\n${this.indentAt(holder)}  ${text},` : text);
  }

  private indentAt(node: ts.Node): string {
    return /^\s*/.exec(this.text.slice(this.text.lastIndexOf('\n', node.getStart()) + 1))![0];
  }

  private find<N extends ts.Node>(is: (node: ts.Node) => node is N, within: ts.Node = this.source()): N | undefined {
    return is(within) ? within : ts.forEachChild(within, (child) => this.find(is, child));
  }

  private value(name: string): ts.Expression | undefined {
    const owner = this.find((node): node is Named => (ts.isVariableDeclaration(node) || ts.isPropertyAssignment(node)) && node.name.getText() === name && !!node.initializer);
    return unwrap(owner?.initializer);
  }

  private named<N extends ts.Expression>(name: string, is: (node: ts.Node) => node is N, what: string): N {
    const found = this.find((node): node is Named => (ts.isVariableDeclaration(node) || ts.isPropertyAssignment(node)) && node.name.getText() === name
      && !!node.initializer && is(unwrap(node.initializer)!));
    if (!found) throw new Error(`${this.path}: there is no ${what} ${name} to add to`);
    return unwrap(found.initializer) as N;
  }
}
