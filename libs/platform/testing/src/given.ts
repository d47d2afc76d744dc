import type { Command, Decider, Event, Meta, Recorded, RefusalDetail } from '@throughline/kernel';

type By<T> = T & { by(actor: string, onBehalfOf?: string): By<T> };

/** An event or a command with the person who caused it: `by('ann')` is short for `human:ann`. */
const withActor = <T extends object>(value: T): By<T> => ({
  ...value,
  by: (actor: string, onBehalfOf?: string) => withActor({
    ...value, actor: actor.includes(':') ? actor : `human:${actor}`, ...(onBehalfOf && { onBehalfOf: onBehalfOf.includes(':') ? onBehalfOf : `human:${onBehalfOf}` }),
  }),
});

export const event = <E extends Event>(type: E['type'], data: E['data']): By<E> => withActor({ type, data } as E);

export const command = <C extends Command>(type: C['type'], data: C['data']): By<Omit<C, 'meta'>> => withActor({ type, data } as Omit<C, 'meta'>);

const AT = '2026-01-05T09:00:00.000Z';

/** Given what happened, when this is asked, then that follows: the only way deciders are tested. */
export const givenThe = <C extends Command, S, E extends Event, R extends string>(decider: Decider<C, S, E, R>) =>
  (...history: readonly (E | By<E>)[]) => ({
    when(asked: Omit<C, 'meta'> | By<Omit<C, 'meta'>>, meta: Partial<Meta> = {}) {
      const given = asked as Omit<C, 'meta'> & { actor?: string; onBehalfOf?: string };
      const state = history.reduce<S>((s, e, index) => {
        const { by: _, ...recorded } = e as E & { by?: unknown };
        return decider.evolve(s, { actor: 'human:somebody', recordedAt: AT, id: `00000000-0000-5000-8000-${String(index).padStart(12, '0')}`, ...recorded } as unknown as Recorded<E>);
      }, decider.initialState());
      const decision = decider.decide({
        type: given.type, data: given.data,
        meta: {
          commandId: 'c0ffee00-0000-5000-8000-000000000000', now: AT, actor: given.actor ?? 'human:somebody', onBehalfOf: given.onBehalfOf,
          workspace: 'default', correlationId: 'c0ffee00-0000-5000-8000-000000000001', ...meta,
        },
      } as unknown as C, state);
      return {
        decision,
        then: (...events: readonly E[]) => expect(decision).toEqual({ accepted: true, events: events.map(({ type, data }) => ({ type, data })) }),
        thenNothing: () => expect(decision).toEqual({ accepted: true, events: [] }),
        thenRefused: (code: R, detail?: RefusalDetail) =>
          expect(decision).toMatchObject({ accepted: false, code, ...(detail && { detail }) }),
      };
    },
  });
