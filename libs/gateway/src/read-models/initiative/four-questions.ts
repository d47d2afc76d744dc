import type { Question } from '@throughline/requirements-contracts';
import type { InitiativeDocument } from './initiative.fold.ts';

type Answers = InitiativeDocument['answers'];

/** The six answers as the four questions that people are asked. */
const GROUPS: readonly { readonly title: string; readonly parts: readonly Question[] }[] = [
  { title: 'Which business problem?', parts: ['business-problem'] },
  { title: 'Which KPIs decide success?', parts: ['kpis'] },
  { title: 'Are data, know-how and legal framework there?', parts: ['data', 'know-how', 'legal'] },
  { title: 'Does the problem benefit from AI?', parts: ['benefit'] },
];

const answerOf = (answers: Answers, open: number): 'yes' | 'no' | 'unknown' | null => {
  if (answers.some((a) => a.answer === 'no')) return 'no';
  if (open > 0) return null;
  return answers.every((a) => a.answer === 'yes') ? 'yes' : 'unknown';
};

export const fourQuestions = (given: Answers) => GROUPS.map(({ title, parts }) => {
  const answers = given.filter((a) => parts.includes(a.question));
  const open = parts.filter((part) => !answers.some((a) => a.question === part));
  return { title, answers, open, answer: answerOf(answers, open.length) };
});
