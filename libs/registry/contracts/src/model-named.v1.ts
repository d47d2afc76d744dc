import { Type, type Static } from 'typebox';
import { defineEvent } from '@throughline/kernel';
import { name } from './shared.ts';

const schema = Type.Object({
  name,
}, { additionalProperties: false });

export type ModelNamedV1 = Static<typeof schema>;

/** A model was named: its first version is on its way. */
export const modelNamedV1 = defineEvent<ModelNamedV1>({
  context: 'registry', aggregate: 'model', type: 'model-named', version: 1,
  summary: 'A model was named: its first version is on its way.',
  schema,
  example: { name: 'late-flights' },
});
