import { DIGEST_PATTERN, isUuid } from '@throughline/kernel';
import { GraphQLScalarType, Kind, valueFromASTUntyped, visit } from 'graphql';
import { fault } from '../errors/fault.ts';

const digest = new RegExp(DIGEST_PATTERN);
const iso = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;

const refuse = (what: string): never => { throw fault('BAD_USER_INPUT', what); };

// The engine would read February 30 as March 2.
const isCalendarDay = (day: string): boolean => {
  const read = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(read.getTime()) && read.toISOString().startsWith(day);
};

const instant = (value: unknown): Date => {
  const date = typeof value === 'string' && iso.test(value) && isCalendarDay(value.slice(0, 10)) ? new Date(value) : null;
  return date && !Number.isNaN(date.getTime()) ? date : refuse(`${JSON.stringify(value)} is no instant: write ISO 8601 with a zone, for example 2026-01-05T09:00:00.000Z`);
};

const dateTime = new GraphQLScalarType<Date, string>({
  name: 'DateTime',
  serialize: (value) => (value instanceof Date ? value : new Date(String(value))).toISOString(),
  parseValue: instant,
});

const long = new GraphQLScalarType<number | string, number | string>({
  name: 'Long',
  serialize: (value) => wholeNumber(value) ?? refuse(`${String(value)} is no whole number`),
  parseValue: (value) => wholeNumber(value) ?? refuse(`${JSON.stringify(value)} is no whole number`),
  parseLiteral: (node) => (node.kind === Kind.INT || node.kind === Kind.STRING ? wholeNumber(node.value) : null) ?? refuse('this is no whole number'),
});

const wholeNumber = (value: unknown): number | string | null => {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? value : null;
  const text = typeof value === 'bigint' ? String(value) : value;
  if (typeof text !== 'string' || !/^-?\d{1,40}$/.test(text)) return null;
  return Number.isSafeInteger(Number(text)) ? Number(text) : text;
};

const pattern = (name: string, fits: (text: string) => boolean, shape: string): GraphQLScalarType<string, string> => new GraphQLScalarType({
  name,
  serialize: String,
  parseValue: (value) => typeof value === 'string' && fits(value) ? value : refuse(`${JSON.stringify(value)} is no ${name}: ${shape}`),
});

/** How the API's own scalars are read and written. */
export const scalars: Readonly<Record<string, GraphQLScalarType>> = {
  DateTime: dateTime,
  Long: long,
  JSON: new GraphQLScalarType({
    name: 'JSON',
    parseValue: (value) => value,
    parseLiteral: (node, variables) => {
      visit(node, { IntValue({ value }) { if (!Number.isSafeInteger(Number(value))) refuse(`the number ${value} is beyond 2^53 − 1: write it as a string`); } });
      return valueFromASTUntyped(node, variables);
    },
  }),
  UUID: pattern('UUID', isUuid, 'write it in lower case with hyphens'),
  Digest: pattern('Digest', (text) => digest.test(text), 'write sha256: and 64 hexadecimal digits'),
  ConsistencyToken: new GraphQLScalarType({ name: 'ConsistencyToken', serialize: String }),
};
