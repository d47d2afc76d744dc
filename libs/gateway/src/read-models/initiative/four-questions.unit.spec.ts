import { fourQuestions } from './four-questions.ts';

const given = (question: string, answer: string) => ({ question, answer, rationale: 'So it is.', links: [], followUp: null, by: 'human:ann', at: '2026-01-05T09:00:00.000Z' }) as never;

describe('the four questions', () => {
  it('are all open before anybody has answered', () => {
    expect(fourQuestions([]).map(({ answer, open }) => [answer, open.length])).toEqual([[null, 1], [null, 1], [null, 3], [null, 1]]);
  });

  it.each([
    [['yes', 'yes', 'yes'], 'yes'],
    [['yes', 'unknown', 'yes'], 'unknown'],
    [['unknown', 'no', 'yes'], 'no'],
    [['yes', 'yes'], null],
    [['no'], 'no'],
  ])('the third, answered %j, stands at %s', (answers, stands) => {
    const parts = ['data', 'know-how', 'legal'];
    expect(fourQuestions(answers.map((a, i) => given(parts[i]!, a)))[2]!.answer).toBe(stands);
  });
});
