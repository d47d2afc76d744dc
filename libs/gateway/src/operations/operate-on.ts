import type { OperationAnswer, OperationName, OperationRequest } from '@throughline/context';
import type { ContextName } from '@throughline/kernel';

/** Who does what operators ask: a context, or the gateway for itself. */
export type OperationsOwner = ContextName | 'gateway';

/** Asks an owner in the name of the request's sender. @throws CommandFault */
export type OperateOn = <Name extends OperationName>(owner: OperationsOwner, name: Name, request: OperationRequest<Name>) => Promise<OperationAnswer<Name>>;
