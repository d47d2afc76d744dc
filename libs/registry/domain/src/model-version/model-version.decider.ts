import { accept, reject, type Decider, type Decision } from '@throughline/kernel';
import { evolveModelVersion, initialModelVersion, type ModelVersion, type ModelVersionCommand, type ModelVersionEvent, type Rerun } from './model-version.ts';

export type ModelVersionRefusal = 'REGISTRY.OTHER_KPI';

type ModelVersionDecision = Decision<ModelVersionEvent, ModelVersionRefusal>;

const rerunEvent = (data: Rerun): ModelVersionEvent => ({ type: data.differences === 0 ? 'ModelVersionReproduced' : 'ModelVersionNotReproduced', data });

const register = ({ data }: Extract<ModelVersionCommand, { type: 'RegisterModelVersion' }>, state: ModelVersion): ModelVersionDecision => {
  if (state.status === 'registered') {
    // A cached or forced run of the same subject meets the version that is there; whoever started it has a hand in it too.
    if (state.registration.kpi !== data.kpi) return reject('REGISTRY.OTHER_KPI', { kpi: state.registration.kpi });
    const { model, name, subject, run, authors } = data;
    const known = authors.every((author) => state.starters.includes(author));
    return known ? accept() : accept({ type: 'ModelVersionMadeAgain', data: { model, name, subject, run, authors } });
  }
  return accept<ModelVersionEvent>(
    { type: 'ModelVersionRegistered', data },
    ...state.evaluations.map((held) => ({ type: 'ModelVersionEvaluated', data: held }) as const),
    ...state.reruns.map(rerunEvent),
  );
};

const decide = (command: ModelVersionCommand, state: ModelVersion): ModelVersionDecision => {
  const registered = state.status === 'registered';
  switch (command.type) {
    case 'RegisterModelVersion':
      return register(command, state);
    case 'RecordEvaluation':
      if (state.evaluations.some((known) => known.evaluation === command.data.evaluation)) return accept();
      return accept({ type: registered ? 'ModelVersionEvaluated' : 'EvaluationHeld', data: command.data });
    case 'RecordRerun':
      if (state.reruns.some((known) => known.run === command.data.run)) return accept();
      return accept(registered ? rerunEvent(command.data) : { type: 'RerunHeld', data: command.data });
  }
};

export const modelVersionDecider: Decider<ModelVersionCommand, ModelVersion, ModelVersionEvent, ModelVersionRefusal> = {
  initialState: initialModelVersion, decide, evolve: evolveModelVersion,
};
