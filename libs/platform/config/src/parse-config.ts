import type { Variable } from './variable.ts';

/** A table of variables by name. */
export type Variables = Readonly<Record<string, Variable<unknown>>>;

/** Variables without default may be absent. */
export type Config<V extends Variables> = { readonly [Name in keyof V]: V[Name] extends Variable<infer Value, infer Default> ? Default extends string ? Value : Value | undefined : never };

/** Exit code of a process whose configuration is wrong (`EX_CONFIG`). */
export const EXIT_CONFIG = 78;

/** Names every wrong variable at once. */
export class ConfigError extends Error {
  readonly exitCode = EXIT_CONFIG;
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(`The configuration is wrong:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
    this.problems = problems;
  }
}

/** What must hold beyond each variable's own rule. */
export interface ParseOptions<V extends Variables> {
  /** Names that must be set. */
  readonly required?: readonly (keyof V & string)[];
  /** Rules over several variables: each answers what is wrong, beginning with the variable's name, or null. */
  readonly rules?: readonly ((config: Config<V>) => string | null)[];
}

/**
 * Reads the environment by a table of variables; an empty value is as one that is not set.
 * @throws ConfigError naming every wrong variable
 */
export const parseConfig = <const V extends Variables>(variables: V, env: NodeJS.ProcessEnv, { required = [], rules = [] }: ParseOptions<V> = {}): Config<V> => {
  const problems: string[] = [];
  const config: Record<string, unknown> = {};
  for (const [name, variable] of Object.entries(variables)) {
    const given = env[name] === '' ? undefined : env[name];
    const value = given ?? variable.default;
    if (value === null) {
      if (required.includes(name)) problems.push(`${name} is not set: ${variable.about}`);
      continue;
    }
    try {
      config[name] = variable.parse(value);
    } catch (error) {
      const shown = variable.secret ? '' : ` (${JSON.stringify(value)})`;
      problems.push(`${name} ${error instanceof Error ? error.message : String(error)}${shown}`);
    }
  }
  if (problems.length === 0) problems.push(...rules.map((rule) => rule(config as Config<V>)).filter((problem) => problem !== null));
  if (problems.length > 0) throw new ConfigError(problems);
  return config as Config<V>;
};

/** The same table for `--help`. */
export const describeConfig = (variables: Variables): string => {
  const names = Object.keys(variables);
  const wide = Math.max(...names.map((name) => name.length));
  return Object.entries(variables).map(([name, { about, shape, default: fallback, secret }]) => {
    const held = fallback === null ? 'not set' : secret ? 'set' : fallback;
    return `  ${name.padEnd(wide)}  ${about}\n  ${' '.repeat(wide)}  ${shape}; default: ${held}`;
  }).join('\n');
};
