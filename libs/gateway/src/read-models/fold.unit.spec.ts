import type { IntegrationEvent } from '@throughline/kernel';
import { defineEvent, when } from '@throughline/kernel';
import { text } from './columns.ts';
import { fold } from './fold.ts';
import { eventsOfStream } from './fold-read-model.ts';
import { readModelSql } from './fold-sql.ts';

const contract = <Data>(type: string, example: Data, { aggregate = 'box', version = 1 } = {}) =>
  defineEvent<Data>({ context: 'training', aggregate, type, version, summary: '', schema: {}, example });
const opened = contract('box-opened', { size: 1 });
const filled = contract('box-filled', { with: 'a' });
const event = (type: string, data: object = {}) => ({ type, data, version: 4 }) as IntegrationEvent;

interface Box { readonly size: number; readonly held: readonly string[] }
const box = fold<Box>({
  name: 'big-box', version: 2,
  starts: [when(opened, ({ data }): Box => ({ size: data.size, held: [] }))],
  on: [when(filled, ({ data }, doc) => ({ ...doc, held: [...doc.held, data.with] }))],
});

describe('a fold', () => {
  it('names its type and table after itself', () => expect(box).toMatchObject({ type: 'BigBox', table: 'big_box_v2', context: 'training', streamType: 'box' }));

  it('begins, changes and ignores', () => {
    const begun = box.apply(event('box-opened', { size: 3 }), null);
    expect(begun).toEqual({ size: 3, held: [] });
    expect(box.apply(event('box-filled', { with: 'x' }), begun)).toEqual({ size: 3, held: ['x'] });
    expect(box.apply(event('box-painted'), begun)).toBe(begun);
    expect(box.apply(event('box-painted'), null)).toBeNull();
  });

  it.each([
    ['a change before the beginning', event('box-filled', { with: 'x' }), null, /box-filled \(version 4\) came before any event that begins/],
    ['a second beginning', event('box-opened'), { size: 1, held: [] }, /box-opened \(version 4\) would begin an entity that exists/],
  ])('fails on %s', (_, wrong, doc, message) => expect(() => box.apply(wrong, doc)).toThrow(message));

  it('begins with any event where it has a blank', () => {
    const loose = fold<Box>({ name: 'loose', version: 1, blank: () => ({ size: 0, held: [] }), on: [when(filled, ({ data }, doc) => ({ ...doc, held: [data.with] }))] });
    expect(loose.apply(event('box-filled', { with: 'x' }), null)).toEqual({ size: 0, held: ['x'] });
  });

  it.each([
    ['a name that is not kebab-case', () => fold<Box>({ ...{ name: 'BigBox', version: 1 }, starts: [when(opened, ({ data }): Box => ({ size: data.size, held: [] }))] }), /kebab-case/],
    ['no beginning', () => fold<Box>({ name: 'x', version: 1, on: [when(filled, (_, doc: Box) => doc)] }), /starts with no event/],
    ['events of two kinds of streams', () => fold<Box>({ name: 'x', version: 1, starts: [when(opened, () => ({ size: 1, held: [] }))], on: [when(contract('crate-filled', {}, { aggregate: 'crate' }), (_, doc: Box) => doc)] }), /box streams only; crate-filled/],
    ['an event named twice', () => fold<Box>({ name: 'x', version: 1, starts: [when(opened, () => ({ size: 1, held: [] }))], on: [when(opened, (_, doc: Box) => doc)] }), /names an event twice/],
  ])('is refused with %s', (_, define, message) => expect(define).toThrow(message));

  it.each([['stream'], ['camelCase'], ['x; drop table y']])('is refused with a column named %s', (name) => {
    const bad = fold<Box>({ name: 'x', version: 1, columns: { [name]: text<Box>(() => '') }, starts: [when(opened, () => ({ size: 1, held: [] }))] });
    expect(() => readModelSql('gateway', [bad])).toThrow(/cannot name a column/);
  });

  it('sees all events of its streams, each in its newest version, and no other', () => {
    const all = [opened, contract('box-opened', { size: 1 }, { version: 2 }), filled, contract('box-painted', {}), contract('crate-filled', {}, { aggregate: 'crate' })];
    expect(eventsOfStream(box, all).map(({ type, version }) => `${type}:${version}`).sort()).toEqual(['box-filled:1', 'box-opened:2', 'box-painted:1']);
  });
});
