import { createMetrics } from '@throughline/observability';
import { LagClock } from './lag-clock.ts';
import { processMetrics } from './process-metrics.ts';

describe('the lag of a consumer in seconds', () => {
  let now = 1_000_000;
  const clock = (): LagClock => new LagClock(() => now);

  it('is nothing while nothing waits, however long nothing has come', () => {
    const lag = clock();
    lag.applied('g', 't', now);
    now += 3_600_000;
    expect(lag.lag('g', 't', 0)).toBe(0);
    expect(lag.lag('g', 't', 1)).toBe(0);
  });

  it('grows while a consumer stands still, and is the age of what is applied while it moves', () => {
    const lag = clock();
    lag.lag('g', 't', 5);
    now += 10_000;
    expect(lag.lag('g', 't', 5)).toBe(10);
    lag.applied('g', 't', now - 2_000);
    expect(lag.lag('g', 't', 4)).toBe(2);
    now += 1_000;
    expect(lag.lag('g', 't', 4)).toBe(3);
    lag.lag('g', 't', 0);
    now += 7_000;
    expect(lag.lag('g', 't', 1)).toBe(0);
  });

  it('is told per consumer and topic', () => {
    const lag = clock();
    lag.lag('g', 't', 1);
    now += 4_000;
    expect([lag.lag('g', 'u', 1), lag.lag('h', 't', 1), lag.lag('g', 't', 1)]).toEqual([0, 0, 4]);
  });
});

describe('the figures of a process', () => {
  it('name the transaction that the fence waits for, and forget it once it is gone', async () => {
    const registry = createMetrics({ processMetrics: false });
    const { relay } = processMetrics(registry);
    const lines = async () => (await registry.metrics()).split('\n').filter((line) => line.startsWith('throughline_fence_stall_seconds{'));
    relay.fenceStall?.('training', 6, '7/12');
    expect(await lines()).toEqual(['throughline_fence_stall_seconds{context="training",holder="7/12"} 6']);
    relay.fenceStall?.('training', 0, null);
    expect(await lines()).toEqual(['throughline_fence_stall_seconds{context="training",holder=""} 0']);
  });

  it('say which relay leads, which refuses, and since when an event waits', async () => {
    const registry = createMetrics({ processMetrics: false });
    const { relay, log, consumer } = processMetrics(registry);
    relay.leading?.('training', true);
    relay.refused?.('registry', true);
    relay.age?.('training', 12.5);
    log.lag?.('gateway.gateway', 't', 3);
    consumer.applied?.('gateway.gateway', 't', new Date());
    const text = await registry.metrics();
    for (const line of ['throughline_relay_leading{context="training"} 1', 'throughline_relay_refused{context="registry"} 1', 'throughline_relay_age_seconds{context="training"} 12.5',
      'throughline_consumer_lag_events{consumer="gateway.gateway",topic="t"} 3', 'throughline_consumer_lag_seconds{consumer="gateway.gateway",topic="t"} 0']) expect(text).toContain(line);
  });
});
