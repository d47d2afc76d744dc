/** Roles a token can carry. Who may send a command is declared in the command's contract. */
export const ROLES = ['viewer', 'product-owner', 'data-steward', 'ml-engineer', 'approver', 'compliance-officer', 'sre', 'admin'] as const;
/** A role of {@link ROLES}. */
export type Role = (typeof ROLES)[number];

/** A person, a program with a token of its own, or a policy of the plane. */
export type PrincipalKind = 'human' | 'service' | 'policy';

/** Who acted, as events store it: `<kind>:<opaque id>`, for example `human:7f3a` or `policy:registry/when-training-run-succeeded-then-register-model-version`. */
export type Actor = `${PrincipalKind}:${string}`;

/** What a token can make of an actor; whoever is named in a command must fit it, or two spellings would be two persons. */
export const ACTOR_PATTERN = '^(human|service|policy):[\\w.@/:-]{1,200}$';

/** Whether an actor is a person. */
export const isHuman = (actor: string): boolean => actor.startsWith('human:');

/** Who acted, and on whose behalf a policy or service did: what events and commands say of it alike. */
type Acting = { readonly actor: Actor; readonly onBehalfOf?: Actor | undefined };

/** On whose behalf what follows is done: of the one named, else of the human who acted. */
export const behalfOf = ({ actor, onBehalfOf }: Acting): Actor | undefined => onBehalfOf ?? (isHuman(actor) ? actor : undefined);

/** The people who had a hand in it. */
export const peopleBehind = ({ actor, onBehalfOf }: Acting): Actor[] =>
  [actor, onBehalfOf].filter((who): who is Actor => who !== undefined && isHuman(who));

/** Who sends a command or query, as the token says. The workspace comes from the token alone. */
export interface Principal {
  readonly kind: PrincipalKind;
  /** Opaque: names live in a directory that can be erased. */
  readonly id: string;
  readonly roles: readonly Role[];
  readonly workspace: string;
  readonly onBehalfOf?: Actor | undefined;
}

/** Two persons: a human who is none of those who had a hand in it. No role is exempt. */
export const isSecondPerson = (actor: string, involved: Iterable<string | null | undefined>): boolean =>
  isHuman(actor) && ![...involved].includes(actor);
