/** A message that is not one of ours, or a broken one: names the attribute, what it must be, and what it was. */
export class EnvelopeError extends Error {
  readonly attribute: string;
  constructor(attribute: string, rule: string, found: string | undefined) {
    super(`${attribute}: ${rule}; found ${found === undefined ? 'nothing' : JSON.stringify(found.slice(0, 200))}`);
    this.name = 'EnvelopeError';
    this.attribute = attribute;
  }
}
