import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Aggregate, CommandFault, ContextCommand, type CommandExecutor, type CommandOutcome, type FaultCode, publish } from '@throughline/commands';
import { accept, createdStream, defineCommand, defineEvent, reject, type Command, type Decider, type Event } from '@throughline/kernel';
import { backboneMigration, type ContextDefinition } from '../src/index.ts';

const schema = { type: 'object', additionalProperties: false, required: ['text'], properties: { text: { type: 'string' }, at: { type: 'object' } } };

export const noteWritten = defineEvent({ context: 'training', aggregate: 'note', type: 'note-written', version: 1, summary: 'A note was written.', schema, example: { text: 'a' } });

interface Note { readonly text: string; readonly at?: object }
type NoteCommand = Command<'WriteNote', Note>;
type NoteEvent = Event<'NoteWritten', Note>;
type NoteState = { readonly texts: readonly string[] };

const decider: Decider<NoteCommand, NoteState, NoteEvent, 'TRAINING.NOT_A_NOTE'> = {
  initialState: () => ({ texts: [] }),
  decide: ({ data }) => (data.text === '' ? reject('TRAINING.NOT_A_NOTE', { missing: ['text'] }) : accept({ type: 'NoteWritten', data })),
  evolve: (state, { data }) => ({ texts: [...state.texts, data.text] }),
};

class Notes extends Aggregate<NoteCommand, NoteState, NoteEvent, 'TRAINING.NOT_A_NOTE'> {
  constructor(executor: CommandExecutor) {
    super(executor, { type: 'note', decider, publishing: { NoteWritten: (data) => publish(noteWritten, data) } });
  }
}

class WriteNote extends ContextCommand<Note> {}
class AmendNote extends ContextCommand<Note & { readonly note: string }> {}
class FailNote extends ContextCommand<{ readonly code: string }> {}

@CommandHandler(WriteNote)
class WriteNoteHandler implements ICommandHandler<WriteNote> {
  constructor(private readonly notes: Notes) {}

  execute({ request, transaction }: WriteNote): Promise<CommandOutcome> {
    return this.notes.handle(request, (meta) => createdStream('note', meta.commandId), () => ({ type: 'WriteNote', data: request.body }), transaction);
  }
}

@CommandHandler(AmendNote)
class AmendNoteHandler implements ICommandHandler<AmendNote> {
  constructor(private readonly notes: Notes) {}

  execute({ request, transaction }: AmendNote): Promise<CommandOutcome> {
    const { note, ...data } = request.body;
    return this.notes.handle(request, note, () => ({ type: 'WriteNote', data }), transaction);
  }
}

/** Fails as it is told to. */
@CommandHandler(FailNote)
class FailNoteHandler implements ICommandHandler<FailNote> {
  execute({ request: { body } }: FailNote): Promise<CommandOutcome> {
    if (body.code === 'bug') throw new TypeError('secrets of the inside');
    if (body.code === 'database') throw Object.assign(new Error('terminating connection'), { code: '57P01' });
    if (body.code === 'silence') return new Promise(() => undefined);
    throw new CommandFault(body.code as FaultCode, `failed with ${body.code}`, { path: ['note', 'text'], detail: { said: body.code, list: [1, { a: null }] } });
  }
}

const command = <Body>(name: string, concurrency: 'creates' | 'changes', properties: object, example: Body) => defineCommand<Body>({
  context: 'training', name, summary: `${name}.`, roles: ['ml-engineer'], concurrency, example,
  schema: { type: 'object', additionalProperties: false, required: Object.keys(properties).filter((key) => key !== 'at'), properties },
});

const text = { type: 'string' };

/** A context that is as small as one can be. */
export const notesContext: ContextDefinition = {
  name: 'training',
  events: [noteWritten],
  migrations: [backboneMigration('training', 'EventBackbone1764072000000')],
  aggregates: [Notes],
  commands: [
    { contract: command('write-note', 'creates', { text, at: { type: 'object' } }, { text: 'a' }), command: WriteNote },
    { contract: command('amend-note', 'changes', { note: text, text }, { note: '', text: 'b' }), command: AmendNote },
    { contract: command('fail-note', 'creates', { code: text }, { code: 'bug' }), command: FailNote },
  ],
  handlers: [WriteNoteHandler, AmendNoteHandler, FailNoteHandler],
  readModels: [],
  policies: [],
};
