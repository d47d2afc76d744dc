import { givenThe } from '@throughline/testing';
import { activated, alerted, asked, changedTo, confirmed, kpi, monitor, opened, ready, requested, settled, subject } from '../../test/monitor-story.ts';
import { monitorDecider } from './monitor.decider.ts';
import type { MonitorEvent } from './monitor.ts';

const given = givenThe(monitorDecider);
const after = (history: readonly MonitorEvent[], wish: ReturnType<typeof asked.complete>): readonly MonitorEvent[] => {
  const { decision } = given(...history).when(wish);
  if (!decision.accepted) throw new Error(decision.code);
  return decision.events;
};
const types = (events: readonly MonitorEvent[]): string[] => events.map(({ type }) => type);
const inARow = (events: readonly MonitorEvent[]) => events.find((e) => e.type === 'KpiMissed')?.data.inARow;

describe('a measured window', () => {
  it('gives the KPI a value with its band', () => {
    expect(after([activated(), ...ready('2001-W14')], asked.complete('2001-W14', 0.44))).toMatchObject([
      { type: 'WindowMeasured', data: { week: '2001-W14', revision: 1, kpiMet: true, guardsBroken: [], subject: subject('a') } },
      { type: 'KpiMeasured', data: { value: 0.44, lower: 0.43, upper: 0.45, target: 0.43, met: true, reason: null } },
    ]);
  });

  it('meets the target by the point value, whatever the band says', () => {
    expect(after([activated(), ...ready('2001-W14')], asked.complete('2001-W14', 0.43))[1]).toMatchObject({ data: { met: true } });
    expect(after([activated(), ...ready('2001-W14')], asked.complete('2001-W14', 0.4299))[1]).toMatchObject({ data: { met: false } });
  });

  it('is answered once', () => {
    given(activated(), ...settled('2001-W14', 0.44)).when(asked.complete('2001-W14', 0.41)).thenNothing();
  });

  it('with an undefined figure is neither met nor missed', () => {
    expect(after([activated(), ...ready('2001-W14')], asked.complete('2001-W14', null))).toMatchObject([
      { type: 'WindowMeasured', data: { kpiMet: null } }, { type: 'KpiMeasured', data: { value: null, reason: 'one-class', met: null } },
    ]);
  });

  it('without a target is neither met nor missed', () => {
    const history = [activated(), ...ready('2001-W14', { kpi: kpi({ target: null }) })];
    expect(types(after(history, asked.complete('2001-W14', 0.1)))).toEqual(['WindowMeasured', 'KpiMeasured']);
  });

  it('of a KPI where lower is better is missed above the target', () => {
    const history = [activated(), ...ready('2001-W14', { kpi: kpi({ direction: 'lower' }) })];
    expect(after(history, asked.complete('2001-W14', 0.44))[1]).toMatchObject({ data: { met: false } });
  });

  it('with a broken guard is warned of and is no miss', () => {
    const broken = asked.complete('2001-W15', 0.44, 1, { calibrationError: { value: 0.06, reason: null, lower: null, upper: null, method: null } });
    const events = after([activated(), ...settled('2001-W14', 0.41), ...ready('2001-W15')], broken);
    expect(types(events)).toEqual(['WindowMeasured', 'KpiMeasured']);
    expect(events[0]).toMatchObject({ data: { kpiMet: true, guardsBroken: ['calibration-error'] } });
  });

  it('whose guard is undefined neither keeps nor breaks it', () => {
    const none = asked.complete('2001-W14', 0.44, 1, { calibrationError: { value: null, reason: 'no-scores', lower: null, upper: null, method: null } });
    expect(after([activated(), ...ready('2001-W14')], none)[0]).toMatchObject({ data: { guardsBroken: [], guardsUndefined: ['calibration-error'] } });
  });
});

describe('misses', () => {
  it('alert from the second in a row, and ask for a retrain on what is confirmed', () => {
    expect(types(after([activated(), ...ready('2001-W14')], asked.complete('2001-W14', 0.41)))).toEqual(['WindowMeasured', 'KpiMeasured', 'KpiMissed']);
    const events = after([activated(), ...settled('2001-W14', 0.41), ...ready('2001-W15')], asked.complete('2001-W15', 0.42));
    expect(types(events)).toEqual(['WindowMeasured', 'KpiMeasured', 'KpiMissed', 'AlertRaised', 'RetrainRequested']);
    expect(events[2]).toMatchObject({ data: { value: 0.42, target: 0.43, inARow: 2 } });
    expect(events[3]).toMatchObject({ data: { weeks: ['2001-W14', '2001-W15'], reason: 'missed the target 0.43 in 2 windows in a row: 2001-W14 0.4100, 2001-W15 0.4200' } });
    expect(events[4]).toEqual({ type: 'RetrainRequested', data: {
      monitor, kpi: 'kpi-1', model: 'model-1', modelName: 'late-flights', subject: subject('a'), weeks: ['2001-W14', '2001-W15'], labelsConfirmedUntil: '2001-04-16',
    } });
  });

  it('beyond the second open no other alert', () => {
    const history = [activated(), ...settled('2001-W14', 0.41), ...settled('2001-W15', 0.42), alerted(['2001-W14', '2001-W15']), ...ready('2001-W16')];
    const events = after(history, asked.complete('2001-W16', 0.4));
    expect(types(events)).toEqual(['WindowMeasured', 'KpiMeasured', 'KpiMissed']);
    expect(inARow(events)).toBe(3);
  });

  it('are over with a met window, which closes the alert', () => {
    const history = [activated(), ...settled('2001-W14', 0.41), ...settled('2001-W15', 0.42), alerted(['2001-W14', '2001-W15']), ...ready('2001-W16')];
    expect(after(history, asked.complete('2001-W16', 0.44))[2]).toEqual({ type: 'AlertClosed', data: { monitor, alert: 'alert-1', kpi: 'kpi-1', cause: 'window-met', week: '2001-W16' } });
    expect(inARow(after([activated(), ...settled('2001-W14', 0.41), ...settled('2001-W15', 0.44), ...ready('2001-W16')], asked.complete('2001-W16', 0.41)))).toBe(1);
  });

  it('pass over a window without a verdict, which closes no alert either', () => {
    expect(inARow(after([activated(), ...settled('2001-W14', 0.41), ...settled('2001-W15', null), ...ready('2001-W16')], asked.complete('2001-W16', 0.41)))).toBe(2);
    const history = [activated(), ...settled('2001-W14', 0.41), ...settled('2001-W15', 0.42), alerted(['2001-W14', '2001-W15']), ...ready('2001-W16')];
    expect(types(after(history, asked.complete('2001-W16', null)))).toEqual(['WindowMeasured', 'KpiMeasured']);
  });

  it('wait for a window in between that is not measured yet', () => {
    const history = [activated(), ...settled('2001-W14', 0.41), ...ready('2001-W15'), ...ready('2001-W16')];
    const later = after(history, asked.complete('2001-W16', 0.41));
    expect(inARow(later)).toBe(1);
    expect(types(later)).not.toContain('AlertRaised');
    const history2 = [activated(), ...settled('2001-W14', 0.41), ...settled('2001-W16', 0.41), ...ready('2001-W15')];
    const between = after(history2, asked.complete('2001-W15', 0.42));
    expect(inARow(between)).toBe(2);
    expect(between.find(({ type }) => type === 'AlertRaised')?.data).toMatchObject({ weeks: ['2001-W14', '2001-W15', '2001-W16'] });
    expect(between.find(({ type }) => type === 'RetrainRequested')?.data).toMatchObject({ labelsConfirmedUntil: '2001-04-23' });
  });

  it('are counted anew for another version, also when an earlier one comes back', () => {
    const b = { subject: subject('b') };
    expect(inARow(after([activated(), ...settled('2001-W14', 0.41), changedTo('b'), ...ready('2001-W15', b)], asked.complete('2001-W15', 0.41)))).toBe(1);
    const back = [activated(), ...settled('2001-W14', 0.41), changedTo('b'), ...settled('2001-W15', 0.44, b), changedTo('a', 'rollback', 'b'), ...ready('2001-W16')];
    const events = after(back, asked.complete('2001-W16', 0.41));
    expect(inARow(events)).toBe(1);
    expect(types(events)).not.toContain('AlertRaised');
  });

  it('of a version that has left production alert nobody', () => {
    const history = [activated(), ...settled('2001-W14', 0.41), ...ready('2001-W15'), changedTo('b')];
    const events = after(history, asked.complete('2001-W15', 0.41));
    expect(types(events)).toEqual(['WindowMeasured', 'KpiMeasured', 'KpiMissed']);
    expect(inARow(events)).toBe(2);
  });
});

describe('a revision', () => {
  const late = (week: string) => [confirmed(week, '5-q1', '2001-05-07'), requested(week, 2, '5-q1', '2001-05-07')];

  it('that is met takes back the row and closes the alert', () => {
    const history = [activated(), ...settled('2001-W14', 0.41), ...settled('2001-W15', 0.42), alerted(['2001-W14', '2001-W15']), ...late('2001-W14')];
    expect(types(after(history, asked.complete('2001-W14', 0.44, 2)))).toEqual(['WindowMeasured', 'KpiMeasured', 'AlertClosed']);
  });

  it('that is missed completes a row', () => {
    const history = [activated(), ...settled('2001-W14', 0.44), ...settled('2001-W15', 0.42), ...late('2001-W14')];
    expect(types(after(history, asked.complete('2001-W14', 0.41, 2)))).toEqual(['WindowMeasured', 'KpiMeasured', 'KpiMissed', 'AlertRaised', 'RetrainRequested']);
  });

  it('of a week long past alerts nobody', () => {
    const history = [activated(), ...settled('2001-W14', 0.44), ...settled('2001-W15', 0.42), ...settled('2001-W16', 0.44), ...late('2001-W14')];
    expect(types(after(history, asked.complete('2001-W14', 0.41, 2)))).toEqual(['WindowMeasured', 'KpiMeasured', 'KpiMissed']);
  });

  it('of an older met window leaves the alert of later ones open', () => {
    const history = [activated(), ...settled('2001-W13', 0.44), ...settled('2001-W14', 0.41), ...settled('2001-W15', 0.42), alerted(['2001-W14', '2001-W15']), ...late('2001-W13')];
    expect(types(after(history, asked.complete('2001-W13', 0.45, 2)))).toEqual(['WindowMeasured', 'KpiMeasured']);
  });

  it('that nobody asked for is not taken', () => {
    given(activated(), opened('2001-W14')).when(asked.complete('2001-W14', 0.4, 1)).thenNothing();
  });
});
