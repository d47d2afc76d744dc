import { accept, type Decider, type Decision } from '@throughline/kernel';
import { evolveRunManifest, initialRunManifest, type CarriedOut, type RunManifest, type RunManifestCommand, type RunManifestEvent } from './run-manifest.ts';

type RunManifestDecision = Decision<RunManifestEvent, never>;

/** Most differences that are named; all are counted. */
const DIFFERENCES_NAMED = 200;

const recordResult = ({ differences, ...ran }: CarriedOut, state: RunManifest): RunManifestDecision => {
  const { manifestDigest, run, kind, kpi, model, result, subject } = ran;
  if (state.status !== 'resulted') return accept({ type: 'ManifestResultRecorded', data: { manifestDigest, run, result, subject } });
  if (run === state.run || state.reruns.includes(run)) return accept();
  if (result === state.result) return accept({ type: 'TrainingRunReproduced', data: { ...ran, original: state.run } });
  const items = differences.length > 0 ? differences : [{ path: 'result', original: state.result, rerun: result }];
  return accept({ type: 'TrainingRunDiffered', data: {
    manifestDigest, run, kind, kpi, model, original: state.run, subject: state.subject, differences: items.slice(0, DIFFERENCES_NAMED), differenceCount: items.length,
  } });
};

/** Owns what one manifest comes to: its first result answers later runs, and every rerun is held against it. */
export const runManifestDecider: Decider<RunManifestCommand, RunManifest, RunManifestEvent, never> = {
  initialState: initialRunManifest,
  evolve: evolveRunManifest,
  decide: (command, state) => {
    switch (command.type) {
      case 'ClaimManifest': return state.status === 'absent' ? accept({ type: 'ManifestClaimed', data: command.data }) : accept();
      case 'RecordRunResult': return recordResult(command.data, state);
    }
  },
};
