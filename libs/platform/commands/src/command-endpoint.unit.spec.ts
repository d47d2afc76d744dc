import { CommandEndpoint } from './command-endpoint.ts';
import type { CommandEnvelope, CommandOutcome } from './command.ts';
import { ContextCommand } from './context-command.ts';

class Note extends ContextCommand<unknown> {}

const contract = { context: 'training', name: 'note', summary: 'Notes.', roles: ['ml-engineer'], concurrency: 'creates', schema: {}, example: {} } as const;

describe('the command port of a context', () => {
  let run: unknown[];
  const bus = { execute: async ({ request }: Note): Promise<CommandOutcome> => { run.push(request.body); return { status: 'accepted', stream: 'note-1', version: 1 }; } };
  const endpoint = new CommandEndpoint(bus as never, [{ contract, command: Note }], async () => 'ok');
  const send = (body: unknown): Promise<CommandOutcome> => endpoint.dispatch({
    context: 'training', name: 'note', body, idempotencyKey: '2f1e0d9c-8b7a-5968-8574-6352413f2e1d', correlationId: 'c',
    principal: { kind: 'human', id: 'p-1', roles: ['ml-engineer'], workspace: 'default' },
  } satisfies CommandEnvelope);

  beforeEach(() => { run = []; });

  it.each([
    ['U+0000', { command: ['node', 'a\0b'] }, 'command[1]: U+0000 cannot be stored', 'command[1]'],
    ['half a character', { rates: { a: '\ud800' } }, 'rates.a: not well-formed Unicode', 'rates.a'],
    ['a number beyond JSON', { rates: { a: Infinity } }, 'rates.a: Infinity is not a JSON number', 'rates.a'],
  ])('refuses %s, which no event can carry, and names the field', async (_, body, message, field) => {
    await expect(send(body)).rejects.toMatchObject({ code: 'BAD_USER_INPUT', message, path: [field] });
    expect(run).toEqual([]);
  });

  it('passes every other text on as it is', async () => {
    const body = { text: '\u0001 \u{1f600} \u202e e\u0301' };
    await send(body);
    expect(run).toEqual([body]);
  });
});
