import { CommandFault } from '@throughline/commands';

/** How one query parameter is read: a whole number within bounds. */
export interface WholeParameter {
  readonly min: number;
  readonly max: number;
  /** What holds when it is left out. */
  readonly default: number;
}

/** Whole numbers out of a query. @throws CommandFault BAD_USER_INPUT naming the parameter that is wrong, repeated or unknown */
export const queryOf = <Name extends string>(query: Readonly<Record<string, unknown>>, parameters: Readonly<Record<Name, WholeParameter>>): Record<Name, number> => {
  for (const name of Object.keys(query)) {
    if (!Object.hasOwn(parameters, name)) throw new CommandFault('BAD_USER_INPUT', `${name} is no parameter of this address`, { path: [name] });
  }
  return Object.fromEntries(Object.entries<WholeParameter>(parameters).map(([name, { min, max, default: fallback }]) => {
    const given = query[name];
    if (given === undefined) return [name, fallback];
    const value = typeof given === 'string' && /^\d{1,16}$/.test(given) ? Number(given) : NaN;
    if (!(value >= min && value <= max)) throw new CommandFault('BAD_USER_INPUT', `${name} must be one whole number from ${min} to ${max}`, { path: [name] });
    return [name, value];
  })) as Record<Name, number>;
};

/** A position or version that is known already. */
export const AFTER: WholeParameter = { min: 0, max: Number.MAX_SAFE_INTEGER, default: 0 };
