import { createHash } from 'node:crypto';
import type { FeedRow } from '@throughline/event-store';
import { EnvelopeError, toIntegrationEvent, toLogRecord } from './index.ts';

const UUID = '3b241101-e2bb-5255-8caf-4136c566a962';
const DATA = '{"n":1.00,  "text":"naïve \u{1f680}"}';

const row = (change: Partial<FeedRow> = {}): FeedRow => ({
  position: 4711, stream: `model-version-${UUID}`, streamType: 'model-version', workspace: 'default', version: 9, id: UUID.replace('3b', '4c'),
  metadata: { actor: 'policy:registry/when-a-then-b', onBehalfOf: 'human:ann', correlationId: 'c-1', causationId: 'e-1', commandId: 'x', workspace: 'default',
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', occurredAt: '2026-01-01T00:00:00Z' },
  partition: 7, recordedAt: new Date('2026-03-01T12:00:00.120Z'),
  published: { type: 'model-version-promoted', schemaVersion: 2, data: DATA, version: 3 },
  ...change,
});
const record = toLogRecord(row(), 'registry', 12);
const withHeader = (name: string, value?: string) => {
  const headers: Record<string, string> = { ...record.headers };
  if (value === undefined) delete headers[name];
  else headers[name] = value;
  return { ...record, headers };
};

describe('envelope', () => {
  it('is CloudEvents 1.0 in binary mode, with the stored bytes as its value', () => {
    expect(record).toEqual({
      topic: 'throughline.registry.model-version.v1', partition: 7, key: `model-version-${UUID}`, value: DATA,
      headers: {
        'content-type': 'application/json', ce_specversion: '1.0', ce_id: '4c241101-e2bb-5255-8caf-4136c566a962',
        ce_source: `/throughline/registry/model-version/${UUID}`, ce_type: 'throughline.registry.model-version-promoted',
        ce_time: '2026-03-01T12:00:00.120Z', ce_subject: `model-version-${UUID}`, ce_partitionkey: `model-version-${UUID}`,
        ce_dataschema: 'urn:throughline:schema:model-version-promoted:2', ce_sequence: '00000000000000000003', ce_globalposition: '4711',
        ce_workspace: 'default', ce_actor: 'policy:registry/when-a-then-b', ce_onbehalfof: 'human:ann', ce_correlationid: 'c-1',
        ce_causationid: 'e-1', ce_occurredat: '2026-01-01T00:00:00Z', ce_traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
      },
    });
  });

  it('names its attributes as CloudEvents wants them', () => {
    const names = Object.keys(record.headers).filter((name) => name.startsWith('ce_')).map((name) => name.slice(3));
    expect(names.filter((name) => !/^[a-z0-9]{1,20}$/.test(name))).toEqual([]);
  });

  it('puts everything into the one partition of the Postgres log', () => {
    expect(toLogRecord(row(), 'registry', 1).partition).toBe(0);
  });

  it('leaves out what the metadata does not say', () => {
    const { headers } = toLogRecord(row({ metadata: { actor: 'human:ann', correlationId: 'c-1' } }), 'registry', 1);
    expect(Object.keys(headers)).not.toEqual(expect.arrayContaining(['ce_onbehalfof']));
    expect(toIntegrationEvent({ ...record, headers })).toMatchObject({ actor: 'human:ann', onBehalfOf: undefined, causationId: undefined, traceparent: undefined, occurredAt: undefined });
  });

  it('never sends a private event', () => {
    expect(() => toLogRecord(row({ published: null }), 'registry', 1)).toThrow('is private');
  });

  it('comes back as the event that was sent', () => {
    expect(toIntegrationEvent(record)).toEqual({
      id: '4c241101-e2bb-5255-8caf-4136c566a962', context: 'registry', streamType: 'model-version', stream: `model-version-${UUID}`,
      type: 'model-version-promoted', schemaVersion: 2, workspace: 'default', version: 3, data: { n: 1, text: 'naïve \u{1f680}' },
      actor: 'policy:registry/when-a-then-b', onBehalfOf: 'human:ann', correlationId: 'c-1', causationId: 'e-1',
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', time: '2026-03-01T12:00:00.120Z', occurredAt: '2026-01-01T00:00:00Z',
      globalPosition: '4711', payloadDigest: `sha256:${createHash('sha256').update(DATA, 'utf8').digest('hex')}`,
    });
  });

  it.each([
    ['ce_specversion', '0.3'], ['ce_specversion', undefined], ['content-type', 'text/plain'], ['content-type', undefined],
    ['ce_id', 'x'], ['ce_id', undefined], ['ce_source', '/elsewhere'], ['ce_source', `/throughline/nowhere/model-version/${UUID}`], ['ce_source', undefined],
    ['ce_subject', `model-${UUID}`], ['ce_partitionkey', undefined], ['ce_type', 'throughline.training.model-version-promoted'], ['ce_type', 'throughline.registry.ModelVersionPromoted'],
    ['ce_dataschema', 'urn:throughline:schema:other:1'], ['ce_dataschema', 'urn:throughline:schema:model-version-promoted:0'],
    ['ce_sequence', '3'], ['ce_sequence', '0'.repeat(20)], ['ce_sequence', '9'.repeat(20)], ['ce_globalposition', '-1'], ['ce_globalposition', undefined],
    ['ce_time', '2026-03-01 12:00'], ['ce_time', '2026-13-01T12:00:00Z'], ['ce_workspace', ''], ['ce_actor', 'ann'], ['ce_actor', undefined],
    ['ce_correlationid', undefined], ['ce_onbehalfof', 'ann'], ['ce_causationid', ''], ['ce_occurredat', 'yesterday'], ['ce_traceparent', '00-xyz'],
  ])('refuses %s = %s and names it', (name, value) => {
    try {
      toIntegrationEvent(withHeader(name, value));
    } catch (error) {
      expect(error).toBeInstanceOf(EnvelopeError);
      expect((error as EnvelopeError).attribute).toBe(name);
      expect((error as EnvelopeError).message).toMatch(new RegExp(`^${name}: .*found `));
      return;
    }
    throw new Error(`${name} = ${value} was accepted`);
  });

  it.each([['key', { key: 'model-1' }], ['topic', { topic: 'throughline.training.model-version.v1' }], ['data', { value: '' }], ['data', { value: '{' }]])(
    'refuses a %s at odds with the envelope', (attribute, change) => {
      expect(() => toIntegrationEvent({ ...record, ...change })).toThrow(expect.objectContaining({ attribute }));
    });
});
