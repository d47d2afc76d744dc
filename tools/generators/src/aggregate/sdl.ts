import type { AggregateNames } from './aggregate.ts';

const page = `    """How many from the start, 1–100."""
    first: Int
    """Cursor to go on after."""
    after: String
    """How many from the end, 1–100."""
    last: Int
    """Cursor to end before."""
    before: String
`;

export const queryOf = (n: AggregateNames): string => `  """One ${n.aggregateSpaced} by its id; null when the workspace has no such thing."""
  ${n.aggregateCamel}(
    """Its id."""
    id: ID!
    """As it was at this instant; left out: as it is."""
    asOf: DateTime
  ): ${n.aggregatePascal} @auth(requires: SIGNED_IN)
  """Every ${n.aggregateSpaced}, oldest first."""
  ${n.aggregateCamel}s(
${page}    """As they were at this instant; left out: as they are."""
    asOf: DateTime
    """Only the one with this name."""
    name: String
  ): ${n.aggregatePascal}Connection! @auth(requires: SIGNED_IN)
`;

export const mutationOf = (n: AggregateNames): string => `  """Registers one ${n.aggregateSpaced}."""
  register${n.aggregatePascal}(
    """What to register."""
    input: Register${n.aggregatePascal}Input!
  ): Register${n.aggregatePascal}Payload @auth(role: [${n.role}])
`;

export const definitionsOf = (n: AggregateNames): string => `"""One ${n.aggregateSpaced}."""
type ${n.aggregatePascal} implements Node & Entity @auth(requires: SIGNED_IN) {
  """Opaque; names the same thing for ever."""
  id: ID!
  """Published version: what a command on it gives as expectedVersion."""
  version: Int!
  """Instant of its first event."""
  createdAt: DateTime!
  """Instant of the event that led to this state."""
  changedAt: DateTime!
  """Its public events, oldest first."""
  history(
${page}  ): HistoryConnection!
  """Its name, case-sensitive."""
  name: String!
  """Who registered it."""
  registeredBy: Actor!
}

"""A page of them."""
type ${n.aggregatePascal}Connection @auth(requires: SIGNED_IN) {
  """The things themselves."""
  nodes: [${n.aggregatePascal}!]!
  """The things with their cursors."""
  edges: [${n.aggregatePascal}Edge!]!
  """Where the page stands."""
  pageInfo: PageInfo!
  """How many there are in all; counted only when asked for."""
  totalCount: Long
}

"""One of them with its cursor."""
type ${n.aggregatePascal}Edge @auth(requires: SIGNED_IN) {
  """The cursor."""
  cursor: String!
  """The thing itself."""
  node: ${n.aggregatePascal}!
}

"""What to register."""
input Register${n.aggregatePascal}Input {
  """Repeat the command with the same key, and it is done once."""
  idempotencyKey: UUID!
  """Its name: letters, digits and . _ -, at most 80."""
  name: String!
}

"""What became of it."""
type Register${n.aggregatePascal}Payload implements CommandPayload @auth(requires: SIGNED_IN) {
  """What became of the command."""
  command: Command
  """Why it was not done; empty when it was."""
  userErrors: [UserError!]!
  """As it is now; null when refused or not readable yet."""
  ${n.aggregateCamel}: ${n.aggregatePascal}
}`;
