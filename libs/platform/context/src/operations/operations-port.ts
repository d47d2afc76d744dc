import type { Principal } from '@throughline/kernel';
import type { DiscardReport, DiscardRequest, ParkedDetail, ParkedOutcome, ParkedQuery, ParkedStream, ParkedTarget, ReplayReport, ReplayRequest } from '@throughline/projections';

/** Who asks for an operation, and by which request. Whatever is asked concerns the workspace of the principal alone. */
export interface OperationCaller {
  readonly principal: Principal;
  /** UUID of the act: repeated with it, the act is done once. */
  readonly idempotencyKey?: string | undefined;
  readonly correlationId: string;
  readonly traceparent?: string | undefined;
}

interface Operation<Request, Answer> {
  readonly request: Request;
  readonly answer: Answer;
}

/** What operators can ask an owner (a context, or the gateway for itself) to do. Requests and answers are plain JSON. */
export interface OperationTypes {
  readonly 'list-parked': Operation<ParkedQuery, { readonly streams: readonly ParkedStream[]; readonly total: number }>;
  readonly 'show-parked': Operation<ParkedTarget, ParkedDetail | null>;
  readonly 'replay-parked': Operation<ReplayRequest, ParkedOutcome<ReplayReport>>;
  readonly 'discard-parked': Operation<DiscardRequest, ParkedOutcome<DiscardReport>>;
}

/** Also the last part of the path over HTTP: `POST /operations/<name>` with the request as body, `idempotency-key` as header. */
export type OperationName = keyof OperationTypes;

/** The way to what an operator can have done; in process, or over HTTP with the caller's token. */
export interface OperationsPort {
  /** @throws CommandFault FORBIDDEN without the role, BAD_USER_INPUT naming the field, UPSTREAM_UNAVAILABLE when the owner does not answer */
  run<Name extends OperationName>(name: Name, request: OperationTypes[Name]['request'], caller: OperationCaller): Promise<OperationTypes[Name]['answer']>;
}
