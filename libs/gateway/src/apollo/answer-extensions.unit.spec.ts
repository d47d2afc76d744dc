import { answerExtensions } from './answer-extensions.ts';

const away = () => Promise.reject(Object.assign(new Error('terminating connection due to administrator command'), { code: '57P01' }));

describe('what is told on every answer', () => {
  const told = async (parkedReadModels: () => Promise<readonly string[]>, isComplete: () => Promise<boolean>) => {
    const body = { kind: 'single' as const, singleResult: { data: { done: true } } as { data: object; extensions?: Record<string, unknown> } };
    const contextValue = { reads: { seen: {}, latestAsOf: new Date(0) }, lag: { events: 0, parked: false }, seen: {}, seal: () => 'token', parkedReadModels };
    const hooks = await answerExtensions({ isComplete, staleness: () => null }).requestDidStart!({} as never);
    await hooks!.willSendResponse!({ contextValue, response: { body } } as never);
    return body.singleResult;
  };

  it('vouches for what it could look up', async () => {
    expect(await told(async () => [], async () => true)).toEqual({
      data: { done: true }, extensions: { consistency: { token: 'token', stale: false, lagEvents: 0 }, asOf: { at: '1970-01-01T00:00:00.000Z', provisional: false } },
    });
    expect((await told(async () => ['model'], async () => false)).extensions).toMatchObject({ consistency: { stale: true, parked: ['model'] }, asOf: { provisional: true } });
  });

  it('loses no answer when the database goes away behind it, and vouches for nothing', async () => {
    expect(await told(away, away)).toEqual({
      data: { done: true }, extensions: { consistency: { token: 'token', stale: true, lagEvents: 0 }, asOf: { at: '1970-01-01T00:00:00.000Z', provisional: true } },
    });
  });

  it('hides no mistake of ours', async () => {
    await expect(told(() => Promise.reject(new TypeError('parked is not a function')), async () => true)).rejects.toThrow('is not a function');
  });
});
