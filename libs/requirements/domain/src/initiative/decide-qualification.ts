import { accept, isSecondPerson, reject, type Decision, type MissingItem } from '@throughline/kernel';
import { QUESTIONS, type Initiative, type InitiativeCommand, type InitiativeEvent } from './initiative.ts';

type DecideQualification = Extract<InitiativeCommand, { type: 'DecideQualification' }>;
type Decidable = Exclude<Initiative, { status: 'absent' }>;
type Refusal = 'REQUIREMENTS.SECOND_PERSON_NEEDED' | 'REQUIREMENTS.ALREADY_DECIDED' | 'REQUIREMENTS.QUALIFICATION_INCOMPLETE';

const missingForGo = (state: Decidable): readonly MissingItem[] => QUESTIONS.flatMap((question): MissingItem[] => {
  const answer = state.answers.get(question);
  if (!answer) return [{ key: question, what: `no answer to ${question}`, remedy: 'Answer the question, with the reasons.' }];
  if (answer.answer === 'no') return [{ key: question, what: `${question} is answered with no`, remedy: 'Change what stands against it and answer anew, or decide no-go.' }];
  return [];
});

export const decideQualification = ({ data, meta }: DecideQualification, state: Decidable): Decision<InitiativeEvent, Refusal> => {
  if (!isSecondPerson(meta.actor, state.involved.keys())) {
    return reject('REQUIREMENTS.SECOND_PERSON_NEEDED', { actor: meta.actor, part: state.involved.get(meta.actor) ?? 'no human' });
  }
  const decided = data.decision === 'go' ? 'approved' : 'rejected';
  if (state.status === decided) return accept();
  if (state.status !== 'proposed') return reject('REQUIREMENTS.ALREADY_DECIDED', { status: state.status });
  if (data.decision === 'no-go') return accept({ type: 'InitiativeRejected', data: { reason: data.reason } });
  const missing = missingForGo(state);
  return missing.length ? reject('REQUIREMENTS.QUALIFICATION_INCOMPLETE', { missing }) : accept({ type: 'InitiativeApproved', data: { reason: data.reason } });
};
