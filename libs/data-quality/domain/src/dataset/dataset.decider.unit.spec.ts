import { command, event, givenThe } from '@throughline/testing';
import { datasetDecider } from './dataset.decider.ts';
import type { DatasetCommand, DatasetEvent, DatasetFile, DatasetVersion } from './dataset.ts';

const given = givenThe(datasetDecider);
const ask = command<DatasetCommand>;
const happened = event<DatasetEvent>;

const file: DatasetFile = {
  file: 'flights.parquet', sha256: 'sha256:a', size: 9, mediaType: 'application/vnd.apache.parquet', range: { column: 'date', from: '2001-01-01', to: '2001-04-01' },
};
const registered = happened('DatasetRegistered', { name: 'flights', description: 'Flights.', owner: 'human:dora' });
const version: DatasetVersion = { version: '3', ...file, base: null, minusKeys: [] };
const recorded = happened('DatasetVersionRecorded', { name: 'flights', ...version });
const register = (more: object = {}) => ask('RegisterDataset', { name: 'flights', description: 'Flights.', owner: null, ...more });
const record = (more: Partial<DatasetFile> = {}, name = '3') => ask('RecordDatasetVersion', { version: name, found: { status: 'found', ...file, ...more } });

describe('a dataset', () => {
  it('is owned by whoever registers it, unless they name somebody', () => {
    given().when(register().by('dora')).then(registered);
    given().when(register({ owner: 'human:kim' }).by('dora')).then(happened('DatasetRegistered', { name: 'flights', description: 'Flights.', owner: 'human:kim' }));
  });
  it('is registered once', () => given(registered).when(register().by('dora')).thenNothing());
  it('is not registered anew as something else or for somebody else', () => {
    given(registered).when(register({ description: 'Trains.' }).by('dora')).thenRefused('DATA_QUALITY.DATASET_EXISTS', { name: 'flights', owner: 'human:dora' });
    given(registered).when(register().by('kim')).thenRefused('DATA_QUALITY.DATASET_EXISTS');
  });
});

describe('a version', () => {
  it('is a file and a range of it', () => given(registered).when(record()).then(recorded));
  it('needs its dataset', () => given().when(record()).thenRefused('DATA_QUALITY.NO_SUCH_DATASET'));
  it('with the same content is answered, wherever the file lies', () => {
    given(registered, recorded).when(record()).thenNothing();
    given(registered, recorded).when(record({ file: 'moved/flights.parquet' })).thenNothing();
  });
  it('with other content is refused', () => {
    const refused = { version: '3', name: 'flights' };
    given(registered, recorded).when(record({ sha256: 'sha256:b' })).thenRefused('DATA_QUALITY.VERSION_DIFFERS', refused);
    given(registered, recorded).when(record({ range: null })).thenRefused('DATA_QUALITY.VERSION_DIFFERS', refused);
    given(registered, recorded).when(record({ range: { column: 'date', from: '2001-01-01', to: '2001-05-01' } })).thenRefused('DATA_QUALITY.VERSION_DIFFERS', refused);
    given(registered, recorded).when(record({ range: { column: 'day', from: '2001-01-01', to: '2001-04-01' } })).thenRefused('DATA_QUALITY.VERSION_DIFFERS', refused);
  });
  it('cannot be told to be the version that a quarantine made', () => {
    const derived = happened('DatasetVersionRecorded', { name: 'flights', ...version, version: '3-q1', base: '3', minusKeys: ['sha256:k'] });
    given(registered, recorded, derived).when(record({}, '3-q1')).thenRefused('DATA_QUALITY.VERSION_DIFFERS');
  });
  it('whose file is refused is refused for now, with the reason', () => {
    const asked = given(registered).when(ask('RecordDatasetVersion', { version: '3', found: { status: 'refused', file: 'x.csv', reason: 'it is not there' } }));
    asked.thenRefused('DATA_QUALITY.FILE_REFUSED', { file: 'x.csv', reason: 'it is not there' });
    expect(asked.decision).toMatchObject({ final: false });
  });
  it.each([
    ['2001-02-29', '2001-04-01', 'range.from 2001-02-29 is no day of the calendar'],
    ['2001-01-01', '2001-13-01', 'range.to 2001-13-01 is no day of the calendar'],
    ['2001-01-00', '2001-04-01', 'range.from 2001-01-00 is no day of the calendar'],
    ['2001-04-01', '2001-04-01', 'range.from 2001-04-01 is not before range.to 2001-04-01'],
  ])('from %s to %s is refused', (from, to, reason) =>
    given(registered).when(record({ range: { column: 'date', from, to } })).thenRefused('DATA_QUALITY.FILE_REFUSED', { reason }));
  it('may begin on a leap day', () => expect(given(registered).when(record({ range: { column: 'date', from: '2000-02-29', to: '2000-03-01' } })).decision.accepted).toBe(true));
});
