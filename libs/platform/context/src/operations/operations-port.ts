import type { DiscardReport, DiscardRequest, ParkedDetail, ParkedOutcome, ParkedQuery, ParkedStream, ParkedTarget, ReplayReport, ReplayRequest } from '@throughline/projections';
import type { RelayStatus } from '@throughline/transport';
import type { Caller } from '../context-port.ts';
import type { ConfirmRelayOutcome, ConfirmRelayRequest } from './relay-desk.ts';

interface Operation<Request, Answer> {
  readonly request: Request;
  readonly answer: Answer;
}

/** What operators can ask an owner (a context, or the gateway for itself) to do. Requests and answers are plain JSON; each concerns the workspace of its sender alone. */
export interface OperationTypes {
  readonly 'list-parked': Operation<ParkedQuery, { readonly streams: readonly ParkedStream[]; readonly total: number }>;
  readonly 'show-parked': Operation<ParkedTarget, ParkedDetail | null>;
  readonly 'replay-parked': Operation<ReplayRequest, ParkedOutcome<ReplayReport>>;
  readonly 'discard-parked': Operation<DiscardRequest, ParkedOutcome<DiscardReport>>;
  readonly 'relay-status': Operation<Readonly<Record<string, never>>, RelayStatus>;
  readonly 'confirm-relay': Operation<ConfirmRelayRequest, ConfirmRelayOutcome>;
}

/** Also the last part of the path over HTTP: `POST /operations/<name>` with the request as body. */
export type OperationName = keyof OperationTypes;
/** What an operation is asked with: JSON. */
export type OperationRequest<Name extends OperationName> = OperationTypes[Name]['request'];
/** What it answers: JSON. */
export type OperationAnswer<Name extends OperationName> = OperationTypes[Name]['answer'];

/** The way to what an operator can have done; in process, or over HTTP with the caller's token. */
export interface OperationsPort {
  /** @throws CommandFault FORBIDDEN without the role, BAD_USER_INPUT naming the field, NOT_FOUND where the owner does not do that, UPSTREAM_UNAVAILABLE when it does not answer */
  run<Name extends OperationName>(name: Name, request: OperationRequest<Name>, caller: Caller): Promise<OperationAnswer<Name>>;
}
