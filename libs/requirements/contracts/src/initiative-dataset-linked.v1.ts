import { Type, type Static } from 'typebox';
import { defineEvent } from '@throughline/kernel';
import { streamId } from './shared.ts';

const schema = Type.Object({
  dataset: streamId,
}, { additionalProperties: false });

export type InitiativeDatasetLinkedV1 = Static<typeof schema>;

/** A dataset feeds the initiative. */
export const initiativeDatasetLinkedV1 = defineEvent<InitiativeDatasetLinkedV1>({
  context: 'requirements', aggregate: 'initiative', type: 'initiative-dataset-linked', version: 1,
  summary: 'A dataset feeds the initiative.',
  schema,
  example: { dataset: 'dataset-0e5c2f2e-5d0f-5d0c-9a55-9b8f2d7a1b31' },
});
