import { command, event, givenThe } from '@throughline/testing';
import { dataContractDecider } from './data-contract.decider.ts';
import type { DataContractCommand, DataContractEvent, DocumentReading, PublishedPromise } from './data-contract.ts';

const given = givenThe(dataContractDecider);
const promise: PublishedPromise = { rules: [{ id: 'a', kind: 'range', severe: true, description: '' }], notChecked: [], moments: ['prediction'], columns: [] };
const read = (digest: `sha256:${string}` = 'sha256:1'): DocumentReading => ({ status: 'read', odcsId: 'late-flights', document: { digest, size: 5 }, promise });
const publish = (more: Partial<DataContractCommand['data']> = {}) =>
  command<DataContractCommand>('PublishDataContract', { dataset: 'dataset-1', datasetName: 'flights', reading: read(), ...more });
const published = (contractVersion = 1, digest: `sha256:${string}` = 'sha256:1') => event<DataContractEvent>('DataContractPublished',
  { dataset: 'dataset-1', datasetName: 'flights', odcsId: 'late-flights', contractVersion, document: { digest, size: 5 }, ...promise });

describe('a data contract', () => {
  it('is published in versions', () => {
    given().when(publish()).then(published());
    given(published()).when(publish({ reading: read('sha256:2') })).then(published(2, 'sha256:2'));
  });
  it('is not published twice in a row', () => given(published()).when(publish()).thenNothing());
  it('may go back to what it was, as a new version', () => given(published(), published(2, 'sha256:2')).when(publish()).then(published(3)));
  it('needs its dataset', () => given().when(publish({ datasetName: null })).thenRefused('DATA_QUALITY.NO_SUCH_DATASET'));
  it('belongs to one dataset', () =>
    given(published()).when(publish({ dataset: 'dataset-2' })).thenRefused('DATA_QUALITY.CONTRACT_OF_ANOTHER_DATASET', { odcsId: 'late-flights', datasetName: 'flights' }));
  it('that cannot be read is refused with every problem and its place', () => {
    const problems = [{ path: 'schema[0].name', message: 'is missing' }, { path: '', message: 'is no YAML' }];
    given().when(publish({ reading: { status: 'refused', problems } })).thenRefused('DATA_QUALITY.CONTRACT_INVALID', {
      count: 2, path: 'schema[0].name', problem: 'is missing', missing: [
        { key: 'schema[0].name', what: 'schema[0].name is missing', remedy: 'Correct schema[0].name and publish the document again.' },
        { key: 'document', what: 'document is no YAML', remedy: 'Correct document and publish the document again.' },
      ],
    });
  });
});
