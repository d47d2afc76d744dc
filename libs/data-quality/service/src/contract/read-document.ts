import { parse, YAMLParseError } from 'yaml';
import { canonicalJson } from '@throughline/kernel';
import { validate } from '@throughline/commands';
import { dataContractPublishedV1 } from '@throughline/data-quality-contracts';
import { parseContract, type Contract, type ContractTable, type NotChecked, type Problem, type PublishedPromise } from '@throughline/data-quality-domain';

export type ContractDocument =
  | { readonly status: 'refused'; readonly problems: readonly Problem[] }
  | { readonly status: 'read'; readonly odcsId: string; readonly table: ContractTable; readonly promise: PublishedPromise };

// An event carries at most 256 KB, and the verification's has more to say about each rule.
const MOST_RULES = 300;
const MOST_BYTES = 200_000;

const refused = (...problems: Problem[]): ContractDocument => ({ status: 'refused', problems });

const promiseOf = (table: ContractTable, moments: readonly string[], notChecked: readonly NotChecked[]): PublishedPromise => ({
  rules: table.rules.map(({ id, check, severe, description, reason }) => ({ id, kind: check.kind, severe, description: description ?? '', ...(reason !== null && { reason }) })),
  notChecked,
  moments,
  columns: table.columns.map(({ name, logicalType, availableAt, derived }) => ({ name, logicalType: logicalType ?? 'unknown', availableAt, expression: derived?.expression ?? null })),
});

/** What the document says may be too long for others to be told. */
const untellable = (promise: PublishedPromise, odcsId: string): Problem[] => {
  const problems = validate(dataContractPublishedV1.schema, { ...dataContractPublishedV1.example, ...promise, odcsId })
    .map(({ path, message }) => ({ path: path.join('.'), message }));
  if (promise.rules.length > MOST_RULES) problems.push({ path: 'schema[0]', message: `has ${promise.rules.length} rules; at most ${MOST_RULES} are held against one dataset` });
  const bytes = Buffer.byteLength(JSON.stringify(promise));
  if (bytes > MOST_BYTES) problems.push({ path: 'schema[0]', message: `says ${bytes} bytes about rules and columns; at most ${MOST_BYTES} are published` });
  if (problems.length) return problems;
  try {
    canonicalJson({ ...promise, odcsId });
    return [];
  } catch (error) {
    // A text that no event can carry, such as one with U+0000.
    return [{ path: '', message: `cannot be told to others: ${(error as Error).message}` }];
  }
};

const ofContract = ({ id, moments, tables }: Contract, notChecked: readonly NotChecked[]): ContractDocument => {
  const [table] = tables;
  if (!table || tables.length > 1) return refused({ path: 'schema', message: `must describe one table, the dataset; it describes ${tables.length}` });
  const promise = promiseOf(table, moments, notChecked);
  const problems = untellable(promise, id);
  return problems.length ? refused(...problems) : { status: 'read', odcsId: id, table, promise };
};

/** Reads the YAML text of an ODCS document; what cannot be understood is refused with the path to it. */
export const readDocument = (text: string): ContractDocument => {
  let document: unknown;
  try {
    document = parse(text, { logLevel: 'error' });
  } catch (error) {
    if (!(error instanceof YAMLParseError || error instanceof ReferenceError)) throw error;
    return refused({ path: '', message: `is no YAML: ${error.message.split('\n')[0]!.replace(/:$/, '')}` });
  }
  const reading = parseContract(document);
  return reading.status === 'refused' ? refused(...reading.problems) : ofContract(reading.contract, reading.notChecked);
};
