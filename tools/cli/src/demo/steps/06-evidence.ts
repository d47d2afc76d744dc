import { sameSubject, type Subject } from '@throughline/kernel';
import { CliError } from '../../plane-access.ts';
import { figure, percent } from '../output.ts';
import type { Step, Story } from '../story.ts';
import { waitFor } from '../wait-for.ts';
import { evaluationMeasured } from './runs.ts';

/** Node id of the model version that the registry holds for a subject. */
export const versionRegistered = (story: Story, subject: Subject): Promise<{ model: string; number: number }> => waitFor('the model version', 60, async () => {
  const { models } = await story.people.viewer.query<{ models: { nodes: readonly { id: string; versions: { nodes: readonly { number: number | null; subject: Subject }[] } }[] } }>(
    'query { models(first: 10, name: "late-flights") { nodes { id versions(first: 50) { nodes { number subject } } } } }');
  const [model] = models.nodes;
  const version = model?.versions.nodes.find((v) => sameSubject(v.subject, subject));
  return model && version?.number ? { model: model.id, number: version.number } : null;
});

/** The registry has heard of the evaluation and of the rerun: what a promotion still lacks is then the gate alone. */
const evidenceGathered = ({ people, ids, output }: Story, number: number): Promise<true> => waitFor('the evidence in the registry', 60, async () => {
  const { model } = await people.viewer.query<{ model: { versions: { nodes: readonly { number: number; evaluations: readonly unknown[]; reruns: readonly unknown[] }[] } } }>(
    'query($id: ID!) { model(id: $id) { versions(first: 50) { nodes { number evaluations { evaluationId } reruns { runId } } } } }', { id: ids.model });
  const version = model.versions.nodes.find((v) => v.number === number);
  output.progress('gathering evidence', null);
  return version?.evaluations.length && version.reruns.length ? true : null;
});

/** Policies register the version, score it, and measure it beside the baseline. */
export const evidence: Step = {
  number: 6, title: 'Policies gather the evidence',
  async tell(story) {
    const { ids, output, figures } = story;
    const { model, number } = await versionRegistered(story, ids.subject);
    ids.model = model;
    ids.number = number;
    output.line(`The registry knows it as version ${number} of "late-flights", under its digest.  → model-version-registered`);
    const { result } = await evaluationMeasured(story, { kpiId: ids.kpi }, (e) => e.id !== ids.baselineEvaluation);
    if (!result) throw new CliError('the evaluation has no result');
    await evidenceGathered(story, number);
    figures.evaluation = { auc: result.figures.auc.value, logLoss: result.figures.logLoss.value, recallAt30: result.figures.recallAtShare.value };
    output.line(`Scored on W10–W12 by the plane: AUC ${figure(result.figures.auc.value)}, log loss ${figure(result.figures.logLoss.value)}, recall at 30 % ${percent(result.figures.recallAtShare.value)}`
      + ` beside the baseline's ${percent(result.baseline?.recallAtShare ?? null)} on the same rows.  → evaluation-measured`);
  },
};
