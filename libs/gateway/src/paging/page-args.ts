import { badInput } from '../errors/fault.ts';

export const MAX_PAGE = 100;

export interface PageArgs {
  readonly first?: number | null;
  readonly last?: number | null;
  readonly after?: string | null;
  readonly before?: string | null;
}

/** A page as SQL wants it: how many, from which end, strictly between two keys. */
export interface Page<Key> {
  readonly size: number;
  readonly backwards: boolean;
  readonly after: Key | null;
  readonly before: Key | null;
}

export const encodeCursor = (...parts: readonly (string | number)[]): string => Buffer.from(JSON.stringify(parts)).toString('base64url');

const cursor = <Key>(name: string, text: string | null | undefined, decode: (parts: readonly unknown[]) => Key | null): Key | null => {
  if (text == null) return null;
  try {
    const parts: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    const key = Array.isArray(parts) ? decode(parts) : null;
    if (key !== null) return key;
  } catch {
    // Not JSON, so not one of our cursors: answered below like any other wrong one.
  }
  throw badInput([name], 'this is no cursor of this connection');
};

/** @throws BAD_USER_INPUT unless exactly one of `first` and `last` is given, from 1 to 100; a size is refused, never clamped */
export const pageOf = <Key>({ first, last, after, before }: PageArgs, decode: (parts: readonly unknown[]) => Key | null): Page<Key> => {
  if (first == null && last == null) throw badInput(['first'], 'give first or last, from 1 to 100');
  if (first != null && last != null) throw badInput(['last'], 'give either first or last, not both');
  const [name, size] = first != null ? ['first', first] as const : ['last', last as number] as const;
  if (size < 1 || size > MAX_PAGE) throw badInput([name], `${size} is not from 1 to ${MAX_PAGE}`);
  return { size, backwards: first == null, after: cursor('after', after, decode), before: cursor('before', before, decode) };
};
