import { CommandFault, refuseUnstorable, validate } from '@throughline/commands';
import type { Principal } from '@throughline/kernel';
import type { ParkedDesk } from '@throughline/projections';
import type { Caller } from '../context-port.ts';
import { demandOperatorRole } from '../http/demand-operator.ts';
import { OPERATION_RULES } from './operation-schemas.ts';
import type { OperationAnswer, OperationName, OperationRequest, OperationsPort } from './operations-port.ts';

/** How an owner does what it is asked; what it leaves out it does not do. */
export type OperationHandlers = { readonly [Name in OperationName]?: (request: OperationRequest<Name>, principal: Principal) => Promise<OperationAnswer<Name>> };

/** What operators can have done about parked events. */
export const parkedOperations = (desk: ParkedDesk): OperationHandlers => ({
  'list-parked': (request, principal) => desk.list(principal, request),
  'show-parked': (request, principal) => desk.show(principal, request),
  'replay-parked': (request, principal) => desk.replay(principal, request),
  'discard-parked': (request, principal) => desk.discard(principal, request),
});

const isKnown = (name: string): name is OperationName => Object.hasOwn(OPERATION_RULES, name);

/** The operations of an owner in this process: checks role and request, then does it. */
export class OwnerOperations implements OperationsPort {
  readonly #owner: string;
  readonly #handlers: OperationHandlers;

  constructor(owner: string, handlers: OperationHandlers) {
    this.#owner = owner;
    this.#handlers = handlers;
  }

  async run<Name extends OperationName>(name: Name, request: OperationRequest<Name>, { principal }: Pick<Caller, 'principal'>): Promise<OperationAnswer<Name>> {
    return await this.runUnchecked(name, request, principal) as OperationAnswer<Name>;
  }

  /** The same for a name and a request that nobody has looked at. */
  async runUnchecked(name: string, request: unknown, principal: Principal): Promise<unknown> {
    demandOperatorRole(principal, name);
    const handler = isKnown(name) ? this.#handlers[name] as ((request: unknown, principal: Principal) => Promise<unknown>) | undefined : undefined;
    if (!isKnown(name) || !handler) throw new CommandFault('NOT_FOUND', `${this.#owner} has no operation ${name}; it has ${Object.keys(this.#handlers).join(', ')}`);
    const { schema, human } = OPERATION_RULES[name];
    if (human && principal.kind !== 'human') throw new CommandFault('FORBIDDEN', `${name} is for people: somebody answers for it`);
    const [problem] = validate(schema, request);
    if (problem) throw new CommandFault('BAD_USER_INPUT', `${problem.path.join('.') || 'the request'} ${problem.message}`, { path: problem.path });
    refuseUnstorable(request);
    return handler(request, principal);
  }
}
