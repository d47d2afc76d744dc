import type { Actor, PrincipalKind, Role } from '@throughline/kernel';

/** Who sends a request, as the token says. The workspace comes from the token alone. */
export interface Principal {
  readonly kind: PrincipalKind;
  /** Opaque: names live in a directory that can be erased. */
  readonly id: string;
  readonly roles: readonly Role[];
  readonly workspace: string;
  readonly onBehalfOf?: Actor | undefined;
}
