import { command, event, givenThe } from '@throughline/testing';
import { activated, alerted, asked, baselineScorer, changedTo, confirmed, kpi, labels, monitor, opened, ready, reference, requested, scored, settled, subject, version, wanted } from '../../test/monitor-story.ts';
import { monitorDecider } from './monitor.decider.ts';
import type { MonitorCommand } from './monitor-command.ts';
import type { MonitorEvent } from './monitor.ts';

const given = givenThe(monitorDecider);
const facts = { kpiVersion: 1, reference: reference(), missing: [] };
const activate = (over: object = {}, known: object = facts) => command<MonitorCommand>('ActivateMonitor', { monitor, wanted: wanted(over), facts: known as typeof facts });
const unknown = { kpiVersion: 1, reference: null, missing: ['model-version'] as const };
const resume = command<MonitorCommand>('ResumeMonitor', { monitor, facts });
const data = <T extends MonitorEvent>(e: T) => ({ type: e.type, data: e.data }) as T;

describe('a monitor', () => {
  it('begins with the version that is promoted', () => {
    given().when(activate()).then(data(activated()));
    given(activated()).when(activate()).thenNothing();
  });

  it('waits in itself for facts that are on their way, in either order', () => {
    const awaited = event<MonitorEvent>('MonitorAwaited', { monitor, ...wanted(), awaiting: ['model-version'] });
    given().when(activate({}, unknown)).then(data(awaited));
    given(awaited).when(resume).then(data(activated()));
    given(awaited).when(command<MonitorCommand>('ResumeMonitor', { monitor, facts: unknown })).thenNothing();
    given(awaited).when(asked.open('2001-W14')).thenRefused('MONITORING.MONITOR_NOT_READY', { awaiting: ['model-version'] });
    given(activated()).when(resume).thenNothing();
  });

  it('opens no window while a newer version is in production that it cannot watch yet', () => {
    const next = event<MonitorEvent>('MonitorAwaited', { monitor, ...wanted({ subject: subject('b') }), awaiting: ['model-version'] });
    given(activated(), next).when(asked.open('2001-W14')).thenRefused('MONITORING.MONITOR_NOT_READY');
    given(activated(), next).when(resume).then({ type: 'MonitorSubjectChanged', data: { monitor, ...wanted({ subject: subject('b') }), previous: subject('a'), reference: reference() } });
  });

  it.each([
    ['NO_SUCH_MONITOR', asked.open('2001-W14')],
    ['NO_SUCH_MONITOR', asked.confirm('2001-W14')],
    ['NO_SUCH_MONITOR', resume],
  ])('that is absent refuses with %s', (code, wish) => {
    given().when(wish).thenRefused(`MONITORING.${code}` as never);
  });
});

describe('a window', () => {
  it('pins subject, KPI version and baseline', () => {
    given(activated()).when(asked.open('2001-W14', { businessDate: '2001-04-09' })).then(data(opened('2001-W14')));
  });

  it('opened twice is one window', () => {
    given(activated(), opened('2001-W14')).when(asked.open('2001-W14')).thenNothing();
    given(activated(), ...settled('2001-W14', 0.44)).when(asked.open('2001-W14')).thenNothing();
    given(activated(), opened('2001-W14')).when(asked.open('2001-W14', { datasetVersion: '5-q1', version: version('5-q1') })).thenRefused('MONITORING.WINDOW_ALREADY_OPEN', { datasetVersion: '4-q1' });
  });

  it.each([
    ['a week that does not exist', 'NO_SUCH_WEEK', asked.open('2001-W53')],
    ['a day that does not exist', 'NO_SUCH_DATE', asked.open('2001-W14', { businessDate: '2001-02-30' })],
    ['a week that is not over', 'WEEK_NOT_OVER', asked.open('2001-W14', { businessDate: '2001-04-08' })],
    ['an unknown version', 'DATASET_VERSION_UNKNOWN', asked.open('2001-W14', { version: null })],
    ['a version whose contract is breached', 'DATASET_NOT_USABLE', asked.open('2001-W14', { version: version('4-q1', { verdict: 'breached' }) })],
    ['a version that nobody verified', 'DATASET_NOT_USABLE', asked.open('2001-W14', { version: version('4-q1', { verdict: null }) })],
    ['a version that ends inside the week', 'WEEK_NOT_COVERED', asked.open('2001-W18', { version: version('4', {}, { range: { column: 'date', from: '2001-01-01', to: '2001-05-01' } }) })],
    ['a version that begins inside the week', 'WEEK_NOT_COVERED', asked.open('2001-W14', { version: version('4', {}, { range: { column: 'date', from: '2001-04-03', to: null } }) })],
    ['a dataset without a contract', 'DATA_CONTRACT_MISSING', asked.open('2001-W14', { version: version('4-q1', { columns: null }) })],
    ['an unknown KPI', 'KPI_UNKNOWN', asked.open('2001-W14', { kpi: null })],
  ])('is refused for %s', (_, code, wish) => {
    given(activated()).when(wish).thenRefused(`MONITORING.${code}` as never);
  });

  it('is open to a version that ends where the week ends', () => {
    const upTo = version('4-q1', {}, { range: { column: 'date', from: '2001-01-01', to: '2001-04-09' } });
    expect(given(activated()).when(asked.open('2001-W14', { version: upTo })).decision.accepted).toBe(true);
  });

  it.each([
    ['labels last', [scored('2001-W14'), scored('2001-W14', 'window-baseline')], asked.confirm('2001-W14'), data(confirmed('2001-W14'))],
    ['labels first', [confirmed('2001-W14'), scored('2001-W14', 'window-baseline')], asked.score('2001-W14'), data(scored('2001-W14'))],
    ['the baseline last', [scored('2001-W14'), confirmed('2001-W14')], asked.score('2001-W14', 'window-baseline'), data(scored('2001-W14', 'window-baseline'))],
  ])('is measured once predictions and labels are there: %s', (_, history, wish, follows) => {
    given(activated(), opened('2001-W14'), ...history).when(wish).then(follows, data(requested('2001-W14')));
  });

  it('without a baseline waits for none', () => {
    given(activated(), opened('2001-W14', { baselineScorer: null }), confirmed('2001-W14')).when(asked.score('2001-W14'))
      .then(data(scored('2001-W14')), { type: 'WindowMeasurementRequested', data: { ...requested('2001-W14').data, measurement: { ...(requested('2001-W14').data as { measurement: object }).measurement, baseline: null } } } as MonitorEvent);
    given(activated(), opened('2001-W14', { baselineScorer: null })).when(asked.score('2001-W14', 'window-baseline')).thenRefused('MONITORING.NO_BASELINE_EXPECTED');
  });

  it('takes its predictions once', () => {
    given(activated(), opened('2001-W14'), scored('2001-W14')).when(asked.score('2001-W14')).thenNothing();
    given(activated(), opened('2001-W14'), scored('2001-W14')).when(asked.score('2001-W14', 'window', { predictions: 'sha256:other' })).thenRefused('MONITORING.PREDICTIONS_ALREADY_RECORDED');
    given(activated(), opened('2001-W14')).when(asked.score('2001-W14', 'window', { subject: subject('b') })).thenRefused('MONITORING.OTHER_SUBJECT');
    given(activated()).when(asked.score('2001-W14')).thenRefused('MONITORING.NO_SUCH_WINDOW');
  });

  it('keeps waiting when a scoring run failed, and forgets a failure that comes after a success', () => {
    const failure = { monitor, week: '2001-W14', purpose: 'window' as const, run: 'run-x', reason: 'exit code 1' };
    const fails = command<MonitorCommand>('RecordWindowScoringFailure', failure);
    given(activated(), opened('2001-W14')).when(fails).then({ type: 'WindowScoringFailed', data: failure });
    given(activated(), opened('2001-W14'), scored('2001-W14')).when(fails).thenNothing();
    given(activated()).when(fails).thenRefused('MONITORING.NO_SUCH_WINDOW');
  });

  it('is measured with the version and the reference that it was opened under', () => {
    given(activated(), opened('2001-W14'), scored('2001-W14'), scored('2001-W14', 'window-baseline'), changedTo('b')).when(asked.confirm('2001-W14'))
      .then(data(confirmed('2001-W14')), data(requested('2001-W14', 1, undefined, undefined, { reference: reference('3-q1') })));
  });
});

describe('labels', () => {
  it.each([
    ['before a week has passed', 'LABELS_TOO_EARLY', asked.confirm('2001-W14', '4-q1', '2001-04-15')],
    ['of a window that was not opened', 'NO_SUCH_WINDOW', asked.confirm('2001-W15', '4-q1', '2001-04-30')],
    ['of a week that does not exist', 'NO_SUCH_WEEK', asked.confirm('2001-W60')],
    ['on a day that does not exist', 'NO_SUCH_DATE', asked.confirm('2001-W14', '4-q1', '2001-13-01')],
    ['of another dataset', 'OTHER_DATASET', asked.confirm('2001-W14', '4-q1', '2001-04-16', { version: version('4-q1', {}, { dataset: 'dataset-2' }) })],
    ['of an unknown version', 'DATASET_VERSION_UNKNOWN', asked.confirm('2001-W14', '4-q1', '2001-04-16', { version: null })],
    ['of a version without verdict', 'DATASET_NOT_USABLE', asked.confirm('2001-W14', '4-q1', '2001-04-16', { version: version('4-q1', { verdict: 'inconclusive' }) })],
  ])('%s are refused', (_, code, wish) => {
    given(activated(), opened('2001-W14')).when(wish).thenRefused(`MONITORING.${code}` as never);
  });

  it('confirmed twice change nothing', () => {
    given(activated(), ...settled('2001-W14', 0.44)).when(asked.confirm('2001-W14', '4-q1', '2001-05-01')).thenNothing();
  });

  it('that come late make a revision', () => {
    given(activated(), ...settled('2001-W14', 0.44)).when(asked.confirm('2001-W14', '5-q1', '2001-05-07'))
      .then(data(confirmed('2001-W14', '5-q1', '2001-05-07')), data(requested('2001-W14', 2, '5-q1', '2001-05-07')));
  });

  it('of an older batch do not replace newer ones', () => {
    given(activated(), opened('2001-W14'), confirmed('2001-W14', '5-q1', '2001-05-07')).when(asked.confirm('2001-W14', '4-q1', '2001-04-16'))
      .thenRefused('MONITORING.LABELS_SUPERSEDED', { confirmed: '2001-05-07' });
  });

  it('replaced while a measurement runs leave its answer behind', () => {
    const late = [confirmed('2001-W14', '5-q1', '2001-05-07'), requested('2001-W14', 2, '5-q1', '2001-05-07')];
    given(activated(), ...ready('2001-W14'), ...late).when(asked.complete('2001-W14', 0.41, 1)).thenNothing();
    given(activated(), ...ready('2001-W14'), ...late).when(asked.fail('2001-W14', 1)).thenNothing();
    expect(given(activated(), ...ready('2001-W14'), ...late).when(asked.complete('2001-W14', 0.45, 2)).decision).toMatchObject({
      events: [{ type: 'WindowMeasured', data: { revision: 2, datasetVersion: '5-q1' } }, { type: 'KpiMeasured', data: { revision: 2 } }],
    });
  });
});

describe('a failed measurement', () => {
  const failed = event<MonitorEvent>('WindowMeasurementFailed', { monitor, week: '2001-W14', revision: 1, reason: 'no file' });
  const again = command<MonitorCommand>('RemeasureWindow', { monitor, week: '2001-W14' });

  it('is told once and can be tried again', () => {
    given(activated(), ...ready('2001-W14')).when(asked.fail('2001-W14')).then(data(failed));
    given(activated(), ...ready('2001-W14'), failed).when(asked.fail('2001-W14')).thenNothing();
    given(activated(), ...ready('2001-W14'), failed).when(again).then(data(requested('2001-W14', 2)));
  });

  it('does not undo what was measured', () => {
    given(activated(), ...settled('2001-W14', 0.44)).when(asked.fail('2001-W14')).thenNothing();
  });

  it('of scores is asked for again with what the window pinned, and keeps what is there', () => {
    given(activated(), opened('2001-W14', { datasetVersion: '4-q1' }), scored('2001-W14'), changedTo('b')).when(again).then(data(opened('2001-W14')));
    given(activated(), opened('2001-W14'), scored('2001-W14'), confirmed('2001-W14'), opened('2001-W14')).when(asked.score('2001-W14', 'window-baseline'))
      .then(data(scored('2001-W14', 'window-baseline')), data(requested('2001-W14')));
  });

  it('is the only thing that can be tried again', () => {
    given(activated(), ...settled('2001-W14', 0.44)).when(again).thenRefused('MONITORING.NOTHING_TO_REPEAT', { status: 'measured' });
    given(activated(), opened('2001-W14'), scored('2001-W14'), scored('2001-W14', 'window-baseline')).when(again).thenRefused('MONITORING.NOTHING_TO_REPEAT', { status: 'waiting' });
    given(activated()).when(again).thenRefused('MONITORING.NO_SUCH_WINDOW');
    given(activated()).when(asked.complete('2001-W14', 0.4)).thenRefused('MONITORING.NO_SUCH_WINDOW');
    given(activated()).when(asked.fail('2001-W14')).thenRefused('MONITORING.NO_SUCH_WINDOW');
  });
});

describe('another version in production', () => {
  it('closes the alert about the one before', () => {
    const history = [activated(), ...settled('2001-W14', 0.41), ...settled('2001-W15', 0.42), alerted(['2001-W14', '2001-W15'])];
    given(...history).when(activate({ subject: subject('b') })).then(
      { type: 'MonitorSubjectChanged', data: { monitor, ...wanted({ subject: subject('b') }), previous: subject('a'), reference: reference() } },
      { type: 'AlertClosed', data: { monitor, alert: 'alert-1', kpi: 'kpi-1', cause: 'promotion', week: null } },
    );
    expect(given(...history).when(activate({ subject: subject('b'), cause: 'rollback' })).decision).toMatchObject({ events: [{ type: 'MonitorSubjectChanged' }, { data: { cause: 'rollback' } }] });
  });

  it('is what the next window is opened with', () => {
    expect(given(activated(), changedTo('b')).when(asked.open('2001-W14')).decision).toMatchObject({ events: [{ data: { subject: subject('b'), kpi: kpi(), baselineScorer } }] });
    expect(labels().rows.day).toBe('CAST((CAST(date AS DATE)) AS DATE)');
  });
});
