import fc from 'fast-check';
import { addDays, weekOfDate, weekPeriod, type Recorded } from '@throughline/kernel';
import { activated, asked, monitor, ready } from '../../test/monitor-story.ts';
import { monitorDecider } from './monitor.decider.ts';
import type { MonitorCommand } from './monitor-command.ts';
import type { Monitor, MonitorEvent } from './monitor.ts';

const RECALL = { met: 0.44, missed: 0.41, undefined: null } as const;
type Verdict = keyof typeof RECALL;

const weekOf = (index: number): string => weekOfDate(addDays(weekPeriod('2001-W14').from, 7 * index));
const evolve = (state: Monitor, events: readonly MonitorEvent[]): Monitor => events.reduce<Monitor>((s, e) =>
  monitorDecider.evolve(s, { ...e, id: 'e', actor: 'service:x', recordedAt: '2026-01-05T09:00:00.000Z' } as Recorded<MonitorEvent>), state);

/** All windows are open and scored; their measurements arrive in the given order, each perhaps twice. */
const play = (verdicts: readonly Verdict[], order: readonly number[]): { readonly state: Monitor; readonly events: readonly MonitorEvent[] } => {
  let state = evolve(monitorDecider.initialState(), [activated(), ...verdicts.flatMap((_, i) => ready(weekOf(i)))]);
  const all: MonitorEvent[] = [];
  for (const index of [...order, ...order]) {
    const wish = asked.complete(weekOf(index), RECALL[verdicts[index]!]);
    const decision = monitorDecider.decide({ ...wish, meta: { commandId: 'c0ffee00-0000-5000-8000-000000000000' } } as MonitorCommand, state);
    if (!decision.accepted) throw new Error(decision.code);
    all.push(...decision.events);
    state = evolve(state, decision.events);
  }
  return { state, events: all };
};

const story = fc.array(fc.constantFrom<Verdict>('met', 'missed', 'undefined'), { minLength: 1, maxLength: 9 })
  .chain((verdicts) => fc.tuple(fc.constant(verdicts), fc.shuffledSubarray(verdicts.map((_, i) => i), { minLength: verdicts.length })));

const lastRow = (verdicts: readonly Verdict[]): number => {
  const counted = verdicts.filter((verdict) => verdict !== 'undefined');
  return counted.length - 1 - counted.lastIndexOf('met');
};

describe('whichever measurement comes first', () => {
  it('an alert is open in the end when and only when the last two verdicts are misses', () => {
    fc.assert(fc.property(story, ([verdicts, order]) => {
      const { state } = play(verdicts, order);
      expect(state.status === 'active' && state.alert !== null).toBe(lastRow(verdicts) >= 2);
    }), { numRuns: 500 });
  });

  it('every window is measured once, and each alert asks for one retrain', () => {
    fc.assert(fc.property(story, ([verdicts, order]) => {
      const { events } = play(verdicts, order);
      const count = (type: MonitorEvent['type']): number => events.filter((e) => e.type === type).length;
      expect([count('WindowMeasured'), count('KpiMeasured')]).toEqual([verdicts.length, verdicts.length]);
      expect(count('KpiMissed')).toBe(verdicts.filter((v) => v === 'missed').length);
      expect(count('RetrainRequested')).toBe(count('AlertRaised'));
      expect(events.every(({ data }) => data.monitor === monitor)).toBe(true);
    }), { numRuns: 200 });
  });
});
