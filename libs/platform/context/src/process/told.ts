import { TopicsMissing } from '@throughline/transport';

/** An error with a sentence that anybody may read: no addresses, and no words of other programs. */
export class Told extends Error {
  readonly toAnybody: string;

  /** @param message for the log, where it may say more */
  constructor(toAnybody: string, message = toAnybody) {
    super(message);
    this.toAnybody = toAnybody;
  }
}

/** What a step waits for goes its way: nobody has to look after it. */
export class NotYet extends Told {}

const CODE = /^[A-Z0-9_]{3,60}$/;
const DEEPEST = 8;

/** An error, what caused it, and so on. */
const chainOf = (error: unknown): readonly object[] => {
  const chain: object[] = [];
  for (let next = error; typeof next === 'object' && next !== null && chain.length < DEEPEST; next = (next as { cause?: unknown }).cause) chain.push(next);
  return chain;
};

/** Codes of Node, of PostgreSQL (`code`), and of Kafka (`type`). */
const codeOf = (error: object): string | undefined => [(error as { code?: unknown }).code, (error as { type?: unknown }).type].find((code): code is string => typeof code === 'string' && CODE.test(code));

/** Why a step failed, for who may be anybody: our own sentence, or a code. The text itself holds hosts and roles; it is for the log. */
export const forAnybody = (error: unknown): string => {
  const chain = chainOf(error);
  for (const one of chain) {
    if (one instanceof Told || one instanceof TopicsMissing) return one.toAnybody;
  }
  const code = chain.map(codeOf).find((found) => found !== undefined);
  return `failed${code === undefined ? '' : ` with ${code}`}; the log of this process says more`;
};
