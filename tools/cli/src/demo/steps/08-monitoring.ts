import { isIsoWeek, nextWeek, weekPeriod } from '@throughline/kernel';
import { labelsDueOn } from '@throughline/monitoring-domain';
import { CliError } from '../../plane-access.ts';
import { count, figure, percent } from '../output.ts';
import type { Step, Story } from '../story.ts';
import { waitFor } from '../wait-for.ts';
import { takeInVersion } from './dataset-versions.ts';
import type { Measured } from './runs.ts';

const FIRST = '2001-W14';
const LAST = '2001-W26';
/** Dataset versions that arrive before a week, and up to where they reach. */
const ARRIVES: Readonly<Record<string, readonly [version: string, upTo: string | null]>> = { '2001-W14': ['4', '2001-05-01'], '2001-W18': ['5', '2001-06-01'], '2001-W22': ['6', null] };

interface Window {
  readonly week: string; readonly state: string; readonly failure: string | null;
  readonly measured: {
    readonly rows: number; readonly positives: number; readonly auc: Measured; readonly recallAtShare: Measured; readonly baselineRecallAtShare: Measured;
    readonly calibrationError: Measured; readonly kpiMet: boolean | null; readonly guardsBroken: readonly string[]; readonly drift: readonly { readonly feature: string; readonly psi: number | null }[];
  } | null;
}

export const storyWeeks = (): readonly string[] => {
  const weeks = [FIRST];
  while (weeks.at(-1) !== LAST) {
    const next = nextWeek(weeks.at(-1)!);
    if (!isIsoWeek(next)) throw new CliError(`no week follows ${weeks.at(-1)}`);
    weeks.push(next);
  }
  return weeks;
};

const M = '{ value reason lower upper }';
const windowMeasured = (story: Story, week: string): Promise<Window> => waitFor(`the measurement of ${week}`, 180, async () => {
  const { monitor } = await story.people.viewer.query<{ monitor: { window: Window | null } }>(
    `query($id: ID!, $week: String!) { monitor(id: $id) { window(week: $week) { week state failure measured { rows positives auc ${M} recallAtShare ${M} baselineRecallAtShare ${M} calibrationError ${M} kpiMet guardsBroken drift { feature psi } } } } }`,
    { id: story.ids.monitor, week });
  if (monitor.window?.state === 'FAILED') throw new CliError(`${week} could not be measured: ${monitor.window.failure}`);
  story.output.progress(`${week}: scoring and measuring`, null);
  return monitor.window?.state === 'MEASURED' ? monitor.window : null;
});

const tellWeek = (story: Story, { week, measured }: Window): void => {
  if (!measured) throw new CliError(`${week} has no measurement`);
  const { rows, positives, auc, recallAtShare, baselineRecallAtShare, calibrationError, kpiMet, guardsBroken, drift } = measured;
  story.figures.weeks.push({
    isoWeek: week, rows, late: positives, auc: auc.value, recallAt30: recallAtShare.value,
    band: recallAtShare.lower === null || recallAtShare.upper === null ? null : [recallAtShare.lower, recallAtShare.upper],
    baselineRecallAt30: baselineRecallAtShare.value, calibrationError: calibrationError.value, kpiMet, modelVersion: story.ids.number,
  });
  const most = [...drift].sort((a, b) => (b.psi ?? 0) - (a.psi ?? 0))[0];
  story.output.line([
    week, count(rows).padStart(8), `AUC ${figure(auc.value)}`, `KPI ${percent(recallAtShare.value)} [${percent(recallAtShare.lower)}, ${percent(recallAtShare.upper)}]`,
    `baseline ${percent(baselineRecallAtShare.value)}`, `calibration ${figure(calibrationError.value)}`, `drift ≤ ${figure(most?.psi ?? null)} (${most?.feature ?? 'none'})`,
    kpiMet === null ? 'undefined' : kpiMet ? 'met' : 'MISSED', ...guardsBroken.map((g) => `guard ${g} broken`),
  ].join('  '));
};

export interface MonitorState {
  readonly openAlert: { readonly reason: string } | null;
  readonly alerts: readonly { readonly reason: string; readonly raisedAt: string; readonly closedAt: string | null; readonly cause: string | null; readonly weeks: readonly string[] }[];
  readonly retrains: readonly { readonly weeks: readonly string[]; readonly labelsConfirmedUntil: string }[];
}

export const monitorState = async ({ people, ids }: Story): Promise<MonitorState> => (await people.viewer.query<{ monitor: MonitorState }>(
  'query($id: ID!) { monitor(id: $id) { openAlert { reason } alerts { reason raisedAt closedAt cause weeks } retrains { weeks labelsConfirmedUntil } } }', { id: ids.monitor })).monitor;

interface Risk { readonly time: string; readonly payload: { readonly causes: readonly { readonly title: string }[] } }

/** When the phase came to be at risk, from the gate's own history: it may have ended since. */
const riskAfter = (story: Story, instant: string): Promise<Risk> => waitFor('the risk', 60, async () => {
  const { initiative } = await story.people.viewer.query<{ initiative: { gate: { history: { nodes: readonly (Risk & { readonly type: string })[] } } | null } }>(
    'query($id: ID!) { initiative(id: $id) { gate { history(last: 100) { nodes { type time payload } } } } }', { id: story.ids.initiative });
  return initiative.gate?.history.nodes.find((e) => e.type === 'phase-at-risk' && e.time >= instant) ?? null;
});

/** Says once what an alert is about, what it puts at risk, and when it ends. */
const tellAlerts = async (story: Story, told: Set<string>): Promise<void> => {
  const { output, instants } = story;
  for (const { reason, raisedAt, closedAt, cause } of (await monitorState(story)).alerts) {
    if (!told.has(raisedAt)) {
      told.add(raisedAt);
      const { time, payload } = await riskAfter(story, raisedAt);
      instants.set('when the phase was at risk', time);
      output.line(`Alert: ${reason}. A retrain is asked for, and the phase is at risk: ${payload.causes.map((c) => c.title).join('; ')}.  → alert-raised, retrain-requested, phase-at-risk`);
    }
    if (closedAt && !told.has(closedAt)) {
      told.add(closedAt);
      output.line(`The alert is closed: ${cause === 'WINDOW_MET' ? 'a window met the target again' : 'another version is in production'}.  → alert-closed`);
    }
  }
};

const confirmLabels = ({ people, ids }: Story, { week, version }: Opened): Promise<string> => people.feed.do('confirmLabels', {
  monitorId: ids.monitor, expectedVersion: null, week, datasetVersion: version, businessDate: labelsDueOn(week),
});

interface Opened { readonly week: string; readonly version: string }

/** Thirteen weeks in production, each scored when it has passed and measured a week later. */
export const monitoring: Step = {
  number: 8, title: 'Production is watched, week by week',
  async tell(story) {
    const { people, ids, output, figures } = story;
    ids.monitor = await waitFor('the monitor', 60, async () => (await people.viewer.query<{ model: { monitors: readonly { id: string }[] } }>(
      'query($id: ID!) { model(id: $id) { monitors { id } } }', { id: ids.model })).model.monitors[0]?.id ?? null);
    const told = new Set<string>();
    const confirmed: string[] = [];
    let version = '';
    let opened: Opened | null = null;
    const tellConfirmed = async (but: number): Promise<void> => {
      while (confirmed.length > but) {
        tellWeek(story, await windowMeasured(story, confirmed.shift()!));
        await tellAlerts(story, told);
      }
    };
    for (const week of storyWeeks()) {
      const arrival = ARRIVES[week];
      if (arrival) {
        const { base, usable } = await takeInVersion(story, ...arrival);
        version = usable;
        if (!arrival[1]) figures.contract.rules = base.results.map((r) => ({ id: r.rule, evaluated: r.evaluated, failed: r.failed, ...(r.members !== null && { members: r.members }) }));
        if (!arrival[1]) figures.rows = base.rows ?? 0;
      }
      // The week has passed: it is scored now. Its labels are confirmed a week later, when the next week has passed.
      await people.feed.do('openWindow', { monitorId: ids.monitor, expectedVersion: null, week, datasetId: ids.dataset, datasetVersion: version, businessDate: weekPeriod(week).to });
      if (opened) confirmed.push((await confirmLabels(story, opened), opened.week));
      opened = { week, version };
      // The plane measures on while the next week is opened.
      await tellConfirmed(1);
    }
    if (opened) confirmed.push((await confirmLabels(story, opened), opened.week));
    await tellConfirmed(0);
    if (!(await monitorState(story)).retrains.length) output.line('No two weeks in a row missed the target: nothing asks for a retrain.');
    story.instants.set('before the retrain', new Date().toISOString());
  },
};
