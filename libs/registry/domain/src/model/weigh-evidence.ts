import type { MissingItem } from '@throughline/kernel';
import type { ModelVersion, Registration, Rerun } from '../model-version/model-version.ts';
import type { ContractFact, Evidence, GateFact, PromotionFacts } from './evidence.ts';
import { subjectInWords } from './subject-in-words.ts';
import { weighEvaluation } from './weigh-evaluation.ts';

export type RegisteredVersion = Extract<ModelVersion, { status: 'registered' }>;

const isMissing = (piece: object): piece is MissingItem => 'remedy' in piece;

/** The newest rerun counts: one that came to another result takes back what an older one showed. */
const weighReruns = ({ manifestDigest, subject }: Registration, reruns: readonly Rerun[]): Rerun | MissingItem => {
  const newest = reruns.findLast((r) => r.manifestDigest === manifestDigest);
  if (newest?.differences === 0) return newest;
  return {
    key: 'run.reproduced', remedy: newest ? 'Find what is left to chance, and train a version that can be made again.' : 'Start the training run again with forced set.',
    what: newest ? `the newest rerun came to another result: ${newest.differences} differences` : `no rerun has made ${subjectInWords(subject)} again from the same manifest`,
  };
};

const weighContract = ({ datasetName, datasetVersion }: Registration, contract: ContractFact | null): ContractFact | MissingItem => {
  const data = `${datasetName} ${datasetVersion}`;
  if (!contract) return { key: 'contract.met', what: `${data} is not known to have been verified`, remedy: 'Verify this dataset version against its contract.' };
  if (contract.verdict === 'met') return contract;
  return {
    key: 'contract.met', what: `the data contract is ${contract.verdict} for ${data}${contract.severeFailures.length ? `: ${contract.severeFailures.join(', ')}` : ''}`,
    remedy: 'Quarantine what breaks the contract, verify the derived version, and train on that.',
  };
};

const openGate = ({ initiative, open }: GateFact): readonly MissingItem[] => [
  { key: 'gate.mvp', what: 'the gate to MVP of its initiative is not passed', remedy: 'Request the gate for this model version and let a second person decide it.', initiative },
  ...open.map(({ criterion, title, result, remedy }) => ({ key: `gate.mvp.${criterion}`, what: `${title}: ${result}`, remedy, initiative })),
];

const weighGates = (gates: readonly GateFact[]): GateFact | readonly MissingItem[] => gates.find((gate) => gate.passed)
  ?? (gates.length ? gates.flatMap(openGate) : [{ key: 'gate.mvp', what: 'no initiative is known to be decided by this KPI', remedy: 'Link the KPI with its initiative.' }]);

export interface Weighed {
  /** Every missing piece; none when `evidence` is there. */
  readonly missing: readonly MissingItem[];
  readonly evidence: Evidence | null;
}

/** Everything that a promotion of one version needs. An evaluation vouches for one subject only: a small change can move the outcome a lot. */
export const weighEvidence = ({ registration, starters, evaluations, reruns }: RegisteredVersion, { kpiDefinedIn, contract, gates }: PromotionFacts): Weighed => {
  const evaluation = weighEvaluation(registration, evaluations, kpiDefinedIn);
  const reproduction = weighReruns(registration, reruns);
  const verified = weighContract(registration, contract);
  const gate = weighGates(gates);
  if (isMissing(evaluation) || isMissing(reproduction) || isMissing(verified) || !('passed' in gate)) {
    return { missing: [...[evaluation, reproduction, verified].filter(isMissing), ...('passed' in gate ? [] : gate)], evidence: null };
  }
  const { run, dataset, datasetVersion } = registration;
  return { missing: [], evidence: {
    ...evaluation, run, reproduction: reproduction.run, dataset, datasetVersion, verification: verified.verification, initiative: gate.initiative,
    authors: [...new Set([...starters, ...evaluations.flatMap((e) => e.authors), ...reproduction.authors, ...verified.authors, ...gate.authors])],
  } };
};
