import { percent } from '../output.ts';
import type { Step } from '../story.ts';
import { passGate } from './gates.ts';
import { measureBaseline, versionOf } from './runs.ts';

export const BASELINE_WEEKS = ['2001-W10', '2001-W11', '2001-W12'];

/** What a model must beat is measured, the target set, go decided, and the gate to the proof of concept passed. */
export const baseline: Step = {
  number: 4, title: 'The baseline is measured, and go is decided',
  async tell(story) {
    const { people, ids, output, figures } = story;
    const owner = people['product-owner'];
    const { run, evaluation } = await measureBaseline(story, ids.usable.get('3')!, BASELINE_WEEKS);
    ids.baselineRun = run;
    ids.baselineEvaluation = evaluation.id;
    const value = evaluation.result!.figures.recallAtShare.value;
    figures.baseline = { recallAt30: value, weeks: evaluation.result!.weeks.map((w) => ({ isoWeek: w.week, recallAt30: w.recallAtShare.value })) };
    output.line(`Ranking by yesterday's late rate of the origin airport warns of ${percent(value)} of the late flights (W10–W12).  → evaluation-measured`);
    await owner.do('recordKpiBaseline', { kpiId: ids.kpi, expectedVersion: await versionOf(story, ids.kpi), evaluationId: evaluation.id });
    const tooLow = await owner.refused('setKpiTarget', { kpiId: ids.kpi, expectedVersion: await versionOf(story, ids.kpi), target: 0.3 }, 'REQUIREMENTS.TARGET_DOES_NOT_BEAT_BASELINE');
    output.line(`A target of 0.3 is refused: ${tooLow.message}`);
    await owner.do('setKpiTarget', { kpiId: ids.kpi, expectedVersion: await versionOf(story, ids.kpi), target: 0.43 });
    output.line('The product owner records the baseline from that measurement and sets the target 0.43.  → kpi-baseline-recorded, kpi-target-set');
    const go = async () => ({ initiativeId: ids.initiative, expectedVersion: await versionOf(story, ids.initiative), decision: 'GO', reason: 'All questions are answered with yes, and there is a baseline to beat.' });
    output.line(`The owner tries to decide go herself and is refused: ${await owner.forbidden('decideQualification', await go())}`);
    await people.approver.do('decideQualification', await go());
    output.line('The approver decides go.  → initiative-approved');
    await passGate(story, 'POC');
    story.instants.set('when the proof of concept began', new Date().toISOString());
  },
};
