import { Type, type Static } from 'typebox';
import { defineEvent } from '@throughline/kernel';
import { actor, datasetName, reason } from './shared.ts';

const schema = Type.Object({
  name: datasetName,
  description: reason,
  owner: actor,
}, { additionalProperties: false });

export type DatasetRegisteredV1 = Static<typeof schema>;

/** A dataset got a name and somebody who answers for it. */
export const datasetRegisteredV1 = defineEvent<DatasetRegisteredV1>({
  context: 'data-quality', aggregate: 'dataset', type: 'dataset-registered', version: 1,
  summary: 'A dataset got a name and somebody who answers for it.',
  schema,
  example: { name: 'flights', description: 'Domestic flights with their delay at arrival.', owner: 'human:dora' },
});
