import type { Step } from '../story.ts';

const ANSWERS = [
  ['BUSINESS_PROBLEM', 'One flight in five is late, and passengers learn of it at the gate.'],
  ['KPIS', 'Of the late flights of a week, how many were among those warned of: countable from the records.'],
  ['DATA', 'Three million flights with their delays are at hand, with a steward who answers for them.'],
  ['KNOW_HOW', 'An engineer who has built such rankings is free for the half year.'],
  ['LEGAL', 'The records name flights, never passengers.'],
  ['BENEFIT', 'Ranking by yesterday\'s delays helps a little; a model can weigh many such signs at once.'],
] as const;

/** An initiative is proposed and its six questions answered. */
export const idea: Step = {
  number: 1, title: 'An idea is qualified',
  async tell({ people, actors, ids, output }) {
    const owner = people['product-owner'];
    ids.initiative = await owner.do('proposeInitiative', {
      name: 'Warn passengers of late arrivals', problem: 'Passengers learn of a late arrival when it is too late to arrange themselves with it.',
      sponsor: actors.approver, modelSource: 'OWN', predictionMoment: '00:00 of the flight day',
    });
    output.line('The product owner proposes "Warn passengers of late arrivals".  → initiative-proposed');
    for (const [question, rationale] of ANSWERS) {
      await owner.do('answerQualificationQuestion', { initiativeId: ids.initiative, expectedVersion: null, question, answer: 'YES', rationale });
    }
    output.line('She answers four questions with reasons: business problem; KPIs; data, know-how and legal ground; benefit from AI.  → 6 × qualification-question-answered');
    for (const [role, person] of [['DATA_STEWARD', actors['data-steward']], ['ML_ENGINEER', actors['ml-engineer']], ['APPROVER', actors.approver]]) {
      await owner.do('assignInitiativeRole', { initiativeId: ids.initiative, expectedVersion: null, role, person });
    }
    output.line('She names a data steward, an engineer and an approver.  → 3 × initiative-role-assigned');
  },
};
