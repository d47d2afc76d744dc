import type { DuckDBConnection } from '@duckdb/node-api';
import type { DerivedColumn } from '../dataset-rows.ts';

const forbidden: Record<string, string> = { SUBQUERY: 'a subquery', WINDOW: 'a window over other rows', STAR: 'a star', POSITIONAL_REFERENCE: 'a column by position', PARAMETER: 'a parameter' };
// Macros over the clock or the session, which the engine's own list of unsteady functions does not have.
const unsteadyMacros = ['ago', 'current_user', 'current_role', 'current_query', 'getvariable', 'current_setting', 'query'];

const listed = new WeakMap<DuckDBConnection, Promise<Set<string>>>();

const listUnsteady = async (connection: DuckDBConnection): Promise<Set<string>> => {
  const reader = await connection.runAndReadAll(`SELECT DISTINCT function_name AS name FROM duckdb_functions() WHERE stability IN ('VOLATILE', 'CONSISTENT_WITHIN_QUERY')`);
  return new Set([...unsteadyMacros, ...reader.getRowObjects().map(({ name }) => String(name).toLowerCase())]);
};

/** Functions that may give another value in another run; listed once, since the list takes as long as opening a file. */
const unsteadyFunctions = (connection: DuckDBConnection): Promise<Set<string>> => {
  const known = listed.get(connection) ?? listUnsteady(connection);
  listed.set(connection, known);
  return known;
};

type Node = Record<string, unknown>;

const walk = (value: unknown, visit: (node: Node) => void): void => {
  if (Array.isArray(value)) for (const item of value) walk(item, visit);
  else if (value && typeof value === 'object') {
    visit(value as Node);
    for (const item of Object.values(value)) walk(item, visit);
  }
};

const parse = async (connection: DuckDBConnection, expression: string): Promise<Node> => {
  const reader = await connection.runAndReadAll('SELECT json_serialize_sql($1::VARCHAR) AS tree', [`SELECT (\n${expression}\n)`]);
  const tree = JSON.parse(String(reader.getRowObjects()[0]?.tree)) as Node;
  if (tree.error) throw new Error(`cannot be parsed: ${String(tree.error_message)}`);
  const statements = tree.statements as { node: Node }[];
  const node = statements[0]?.node;
  const list = node?.select_list as Node[] | undefined;
  // One value and nothing beside it: a closing bracket in the text cannot smuggle in more.
  const plain = statements.length === 1 && node?.type === 'SELECT_NODE' && list?.length === 1 && (node.from_table as Node).type === 'EMPTY' &&
    node.where_clause === null && (node.group_expressions as unknown[]).length === 0 && node.having === null && node.qualify === null &&
    node.sample === null && (node.modifiers as unknown[]).length === 0;
  if (!plain) throw new Error('must be one expression');
  return list[0] as Node;
};

/**
 * Refuses what is not one expression over one row's allowed columns.
 * @throws Error whose message continues "the expression …"
 */
export const checkExpression = async (connection: DuckDBConnection, column: DerivedColumn, rowColumns: readonly string[]): Promise<void> => {
  const known = new Map(rowColumns.map((name) => [name.toLowerCase(), name]));
  const allowed = column.columns && new Set(column.columns.map((name) => name.toLowerCase()));
  const unsteady = await unsteadyFunctions(connection);
  walk(await parse(connection, column.expression), (node) => {
    const kind = forbidden[String(node.class)];
    if (kind) throw new Error(`holds ${kind}; it may use the columns of its own row only`);
    const called = node.class === 'FUNCTION' ? String(node.function_name).toLowerCase() : '';
    // age(x) alone counts from today.
    if (unsteady.has(called) || (called === 'age' && (node.children as unknown[]).length === 1)) throw new Error(`calls ${called}, which differs from run to run`);
    if (node.class !== 'COLUMN_REF') return;
    const names = node.column_names as string[];
    const name = names[0]!.toLowerCase();
    if (names.length !== 1 || !known.has(name)) {
      if (unsteady.has(name)) throw new Error(`calls ${names[0]}, which differs from run to run`);
      throw new Error(`reads "${names.join('.')}", which is no column of the rows`);
    }
    if (allowed && !allowed.has(name)) throw new Error(`reads the column "${known.get(name)}", which it does not name in its columns`);
  });
};
