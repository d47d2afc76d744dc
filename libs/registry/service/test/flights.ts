import { naturalStream, subjectKey, type Actor, type Digest, type Subject } from '@throughline/kernel';
import { dataContractBreachedV1, dataContractMetV1 } from '@throughline/data-quality-contracts';
import { evaluationMeasuredV1 } from '@throughline/monitoring-contracts';
import { criterionViolatedV1, gatePassedV1, gateRequestedV1, initiativeKpiLinkedV1, kpiDefinedV1, kpiRevisedV1, phaseEnteredV1, type Verdict } from '@throughline/requirements-contracts';
import { trainingRunDifferedV1, trainingRunReproducedV1, trainingRunSucceededV1 } from '@throughline/training-contracts';
import type { ContextBench, Said } from '@throughline/testing/context-bench';

export const digest = (letter: string): Digest => `sha256:${letter.repeat(64)}`;
export const artifact = (letter: string): Subject => ({ kind: 'artifact', digest: digest(letter) });
const uuid = (n: number): string => `00000000-0000-5000-8000-${String(n).padStart(12, '0')}`;
export const run = (n: number): string => `training-run-${uuid(n)}`;
export const evaluationStream = (n: number): string => `evaluation-${uuid(n)}`;
const verification = (n: number): string => `verification-${uuid(n)}`;
export const KPI = `kpi-${uuid(1)}`;
export const INITIATIVE = `initiative-${uuid(1)}`;
export const DATASET = `dataset-${uuid(1)}`;
const GATE = `phase-gate-${uuid(1)}`;
export const MODEL = naturalStream('model', 'default', 'late-flights');
export const versionStream = (letter: string, workspace = 'default'): string => naturalStream('model-version', workspace, 'late-flights', subjectKey(artifact(letter)));

/** Eve trains, Rob reruns, Dan verifies; workers act on their behalf. */
const worker = (onBehalfOf: Actor, said: Said = {}): Said => ({ actor: 'service:training-worker', onBehalfOf, ...said });

/** What the other contexts say of the late flights. */
export class Flights {
  constructor(private readonly bench: ContextBench) {}

  trained(n: number, letter: string, said: Said & { readonly cachedOf?: number } = {}): Promise<void> {
    const { cachedOf, ...by } = said;
    return this.bench.say(run(n), trainingRunSucceededV1, {
      ...trainingRunSucceededV1.example, kpi: KPI, dataset: DATASET, datasetDigest: digest('c'), manifestDigest: digest('d'), subject: artifact(letter),
      evaluateOn: null, cached: cachedOf ? { run: run(cachedOf), reason: 'the same manifest' } : null,
    }, worker('human:eve', by));
  }

  reproduced(n: number, letter: string): Promise<void> {
    const { example } = trainingRunReproducedV1;
    return this.bench.say(`run-manifest-${uuid(n)}`, trainingRunReproducedV1,
      { ...example, kpi: KPI, dataset: DATASET, manifestDigest: digest('d'), original: run(1), run: run(n), result: digest(letter), subject: artifact(letter) }, worker('human:rob'));
  }

  differed(n: number, letter: string): Promise<void> {
    return this.bench.say(`run-manifest-${uuid(n)}`, trainingRunDifferedV1,
      { ...trainingRunDifferedV1.example, kpi: KPI, manifestDigest: digest('d'), original: run(1), run: run(n), subject: artifact(letter) }, worker('human:rob'));
  }

  evaluated(n: number, letter: string, { kpiVersion = 1 } = {}): Promise<void> {
    const { example } = evaluationMeasuredV1;
    return this.bench.say(evaluationStream(n), evaluationMeasuredV1,
      { ...example, kpi: KPI, dataset: DATASET, scorer: { kind: 'model', subject: artifact(letter) }, subject: artifact(letter), kpiVersion }, worker('human:eve'));
  }

  verified(n: number, verdict: 'met' | 'breached'): Promise<void> {
    const about = { ...dataContractMetV1.example, dataset: DATASET, datasetDigest: digest('c'), verification: verification(n) };
    return verdict === 'met'
      ? this.bench.say(verification(n), dataContractMetV1, about, worker('human:dan'))
      : this.bench.say(verification(n), dataContractBreachedV1, { ...about, severeFailures: ['row-unique'] }, worker('human:dan'));
  }

  revised(): Promise<void> {
    return this.bench.say(KPI, kpiRevisedV1, { ...kpiRevisedV1.example, kpiVersion: 2 });
  }

  async linked(): Promise<void> {
    await this.bench.say(KPI, kpiDefinedV1, { ...kpiDefinedV1.example, kpiVersion: 1 });
    await this.bench.say(INITIATIVE, initiativeKpiLinkedV1, { kpi: KPI });
    await this.bench.say(GATE, phaseEnteredV1, { initiative: INITIATIVE, phase: 'poc', subject: null });
  }

  gateAsked(letter: string): Promise<void> {
    const { example } = criterionViolatedV1;
    const verdict = (criterion: string, result: Verdict['result']): Verdict => ({ ...example.verdict, criterion, result, title: `Criterion ${criterion}`, remedy: 'Do it.', fact: null });
    return this.bench.say(GATE, gateRequestedV1, {
      ...gateRequestedV1.example, initiative: INITIATIVE, phase: 'mvp', subject: artifact(letter), verdicts: [verdict('beats-baseline', 'satisfied'), verdict('reproduced', 'unknown')],
    });
  }

  async gatePassed(letter: string): Promise<void> {
    await this.bench.say(GATE, gatePassedV1, { ...gatePassedV1.example, initiative: INITIATIVE, phase: 'mvp', subject: artifact(letter), verdicts: gatePassedV1.example.verdicts.map((v) => ({ ...v, fact: null })) });
    await this.bench.say(GATE, phaseEnteredV1, { initiative: INITIATIVE, phase: 'mvp', subject: artifact(letter) });
  }

  /** Everything that a promotion of a version needs. */
  async complete(letter: string): Promise<void> {
    await this.trained(1, letter);
    await this.evaluated(1, letter);
    await this.reproduced(2, letter);
    await this.verified(1, 'met');
    await this.linked();
    await this.gatePassed(letter);
    await this.bench.settled();
  }
}
