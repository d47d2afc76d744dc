import type { Actor, PrincipalKind, Role } from '@throughline/kernel';

/** Somebody whom the built-in issuer can speak for. */
export interface Persona {
  readonly kind: PrincipalKind;
  readonly id: string;
  readonly name: string;
  readonly roles: readonly Role[];
}

const human = (id: string, name: string, ...roles: Role[]): Persona => ({ kind: 'human', id, name, roles });

/** The demo's people and services. Ids are opaque and never change: events store them. */
export const PERSONAS = {
  'product-owner': human('p-7d21c9', 'Petra Olsen', 'product-owner'),
  'data-steward': human('p-1b84e0', 'Dario Stern', 'data-steward'),
  'ml-engineer': human('p-c35f72', 'Mila Engel', 'ml-engineer'),
  approver: human('p-9e06ab', 'Arno Pruever', 'approver'),
  'compliance-officer': human('p-48d3f1', 'Clara Ohm', 'compliance-officer'),
  sre: human('p-e2907c', 'Sven Rehm', 'sre'),
  admin: human('p-05ba6d', 'Ada Min', 'admin'),
  viewer: human('p-b6c418', 'Vera Wehr', 'viewer'),
  feed: { kind: 'service', id: 's-3fa1d5', name: 'Business calendar feed', roles: ['sre'] },
} as const satisfies Record<string, Persona>;

/** Name of a persona, for example `product-owner`. */
export type PersonaName = keyof typeof PERSONAS;

/** Whether there is a persona of that name. */
export const isPersonaName = (name: string): name is PersonaName => Object.hasOwn(PERSONAS, name);

/** Names of people, kept apart from events so that they can be erased. */
export interface Directory {
  displayName(actor: Actor): string | null;
}

const names = new Map(Object.values(PERSONAS).map(({ kind, id, name }) => [`${kind}:${id}`, name]));

/** The built-in issuer's directory: it knows the personas. */
export const personaDirectory: Directory = { displayName: (actor) => names.get(actor) ?? null };
