import { digestOf, type Subject } from '@throughline/kernel';
import { command, event, givenThe } from '@throughline/testing';
import { runManifestDecider } from './run-manifest.decider.ts';
import type { CarriedOut, RunManifestCommand, RunManifestEvent } from './run-manifest.ts';

const manifestDigest = digestOf('manifest');
const subject: Subject = { kind: 'artifact', digest: digestOf('model') };
const ran = (run: string, result = digestOf('model'), differences: CarriedOut['differences'] = []): CarriedOut => ({
  manifestDigest, run, kind: 'train', kpi: 'kpi-1', model: 'late-flights', dataset: 'dataset-1', datasetVersion: '3-q1', result, subject: { kind: 'artifact', digest: result }, differences,
});
const given = givenThe(runManifestDecider);
const record = (data: CarriedOut) => command<RunManifestCommand>('RecordRunResult', data);
const claim = (run: string) => command<RunManifestCommand>('ClaimManifest', { manifestDigest, run });
const claimed = event<RunManifestEvent>('ManifestClaimed', { manifestDigest, run: 'run-1' });
const resulted = event<RunManifestEvent>('ManifestResultRecorded', { manifestDigest, run: 'run-1', result: digestOf('model'), subject });
const { differences: _, ...second } = ran('run-2');

describe('a run manifest', () => {
  it('is claimed by the first run', () => {
    given().when(claim('run-1')).then(claimed);
    given(claimed).when(claim('run-2')).thenNothing();
  });

  it('keeps its first result, whoever claimed it', () => {
    given(claimed).when(record(ran('run-1'))).then(resulted);
    given().when(record(ran('run-1'))).then(resulted);
    given(resulted).when(record(ran('run-1'))).thenNothing();
  });

  it('is reproduced by a rerun with the same result, which counts once', () => {
    const reproduced = event<RunManifestEvent>('TrainingRunReproduced', { ...second, original: 'run-1' });
    given(claimed, resulted).when(record(ran('run-2'))).then(reproduced);
    given(claimed, resulted, reproduced).when(record(ran('run-2'))).thenNothing();
  });

  it('names what a rerun made otherwise', () => {
    const differences = [{ path: 'model.json', original: digestOf('a'), rerun: digestOf('b') }, { path: 'extra.txt', original: null, rerun: digestOf('c') }];
    given(claimed, resulted).when(record(ran('run-2', digestOf('other'), differences))).then({ type: 'TrainingRunDiffered', data: {
      manifestDigest, run: 'run-2', original: 'run-1', kind: 'train', kpi: 'kpi-1', model: 'late-flights', subject, differences, differenceCount: 2,
    } });
  });

  it('names 200 differences and counts all', () => {
    const differences = Array.from({ length: 201 }, (_, i) => ({ path: `${i}`, original: null, rerun: digestOf(i) }));
    const { decision } = given(resulted).when(record(ran('run-2', digestOf('other'), differences)));
    expect(decision).toMatchObject({ events: [{ data: { differenceCount: 201 } }] });
    expect(decision.accepted && decision.events[0]?.type === 'TrainingRunDiffered' && decision.events[0].data.differences).toHaveLength(200);
  });
});
