import { TopicsMissing } from '@throughline/transport';
import { forAnybody, NotYet, Told } from './told.ts';

const withCode = (fields: object, message = 'connect to db.internal:5432 as throughline_training'): Error => Object.assign(new Error(message), fields);

describe('why a step failed, for anybody', () => {
  it('is our own sentence where we wrote one, also below another error', () => {
    expect(forAnybody(new Told('not migrated yet: A'))).toBe('not migrated yet: A');
    expect(forAnybody(new NotYet('the read models are building', 'the read models are building: db.internal'))).toBe('the read models are building');
    const missing = new TopicsMissing(['a.v1', 'b.v1'], '. Make them: throughline topics apply', ' in Kafka at broker.internal:9092');
    expect(missing.message).toBe('topics do not exist in Kafka at broker.internal:9092: a.v1, b.v1. Make them: throughline topics apply');
    expect(forAnybody(new Error(`group: ${missing.message}`, { cause: missing }))).toBe('topics do not exist: a.v1, b.v1. Make them: throughline topics apply');
  });

  it.each<[string, unknown, string]>([
    ['of Node', withCode({ code: 'ECONNREFUSED' }), 'failed with ECONNREFUSED; the log of this process says more'],
    ['of PostgreSQL', withCode({ code: '42501' }), 'failed with 42501; the log of this process says more'],
    ['of Kafka, of what caused it', new Error('broker.internal:9092', { cause: withCode({ type: 'LEADER_NOT_AVAILABLE' }) }), 'failed with LEADER_NOT_AVAILABLE; the log of this process says more'],
    ['that is none', withCode({ code: 'host db.internal' }), 'failed; the log of this process says more'],
    ['of what is no error', 'db.internal', 'failed; the log of this process says more'],
  ])('is the code %s otherwise, and nothing of the text', (_, error, told) => {
    expect(forAnybody(error)).toBe(told);
  });

  it('ends where an error is its own cause', () => {
    const error = new Error('db.internal');
    error.cause = error;
    expect(forAnybody(error)).toBe('failed; the log of this process says more');
  });
});
