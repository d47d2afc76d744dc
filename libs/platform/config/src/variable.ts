/** How one environment variable is read. */
export interface Variable<Value, Default extends string | null = string | null> {
  /** What it is for, one sentence. */
  readonly about: string;
  /** What it may hold, in words. */
  readonly shape: string;
  /** Text that holds when it is not set; null: nothing does. */
  readonly default: Default;
  /** Never shown in full. */
  readonly secret: boolean;
  /** @throws Error saying what is wrong with the text */
  readonly parse: (text: string) => Value;
}

interface Options<D extends string | null> { readonly default?: D; readonly secret?: boolean }

const variable = <Value, D extends string | null>(shape: string, about: string, parse: (text: string) => Value, { default: fallback, secret = false }: Options<D> = {}): Variable<Value, D> =>
  ({ about, shape, default: (fallback ?? null) as D, secret, parse });

const wrong = (why: string): never => { throw new Error(why); };

/** Any text that is not empty. */
export const text = <D extends string | null = null>(about: string, options?: Options<D>): Variable<string, D> => variable('text', about, (value) => value, options);

/** A whole number within bounds. */
export const whole = <D extends string | null = null>(about: string, min: number, max: number, options?: Options<D>): Variable<number, D> =>
  variable(`whole number ${min}–${max}`, about, (value) => {
    const number = /^-?\d{1,15}$/.test(value) ? Number(value) : NaN;
    return number >= min && number <= max ? number : wrong(`is no whole number from ${min} to ${max}`);
  }, options);

/** A TCP port; 0 lets the system choose. */
export const port = <D extends string | null = null>(about: string, options?: Options<D>): Variable<number, D> => whole(about, 0, 65_535, options);

/** `true` or `false`. */
export const flag = <D extends string | null = null>(about: string, options?: Options<D>): Variable<boolean, D> =>
  variable('true or false', about, (value) => value === 'true' ? true : value === 'false' ? false : wrong('is neither true nor false'), options);

/** One of some words. */
export const choice = <Word extends string, D extends string | null = null>(about: string, words: readonly Word[], options?: Options<D>): Variable<Word, D> =>
  variable(words.join(' | '), about, (value) => words.find((word) => word === value) ?? wrong(`is none of ${words.join(', ')}`), options);

/** An address whose scheme is one of some. */
export const url = <D extends string | null = null>(about: string, schemes: readonly string[], options?: Options<D>): Variable<string, D> =>
  variable(`URL (${schemes.join(', ')})`, about, (value) => {
    const scheme = URL.canParse(value) ? new URL(value).protocol.slice(0, -1) : wrong('is no URL');
    return schemes.includes(scheme) ? value : wrong(`has scheme ${scheme}; ${schemes.join(' or ')} is needed`);
  }, options);

/** Addresses parted by commas, each with one of some schemes. */
export const urls = <D extends string | null = null>(about: string, schemes: readonly string[], options?: Options<D>): Variable<readonly string[], D> =>
  variable(`comma-separated URLs (${schemes.join(', ')})`, about, (value) => value.split(',').map((part) => url('', schemes).parse(part.trim())), options);

/** Network addresses parted by commas, each `host:port`. */
export const hosts = <D extends string | null = null>(about: string, options?: Options<D>): Variable<readonly string[], D> =>
  variable('comma-separated host:port', about, (value) => value.split(',').map((part) => {
    const [, port] = /^(?:\[[\da-f:]+\]|[\w.-]+):(\d{1,5})$/i.exec(part.trim()) ?? [];
    return Number(port) > 0 && Number(port) <= 65_535 ? part.trim() : wrong(`names ${JSON.stringify(part)}, which is no host:port`);
  }), options);

/** Values parted by commas. */
export const list = <D extends string | null = null>(about: string, options?: Options<D>): Variable<readonly string[], D> =>
  variable('comma-separated', about, (value) => {
    const parts = value.split(',').map((part) => part.trim());
    return parts.every((part) => part !== '') ? parts : wrong('has an empty part');
  }, options);
