import type { ASTVisitor, ValidationContext } from 'graphql';
import { GraphQLError } from 'graphql';

/** Refuses operations of a kind that the schema does not have; executing one would look like a fault of ours. */
export const knownOperations = (context: ValidationContext): ASTVisitor => ({
  OperationDefinition(node) {
    if (!context.getSchema().getRootType(node.operation)) context.reportError(new GraphQLError(`There is no ${node.operation} here yet.`, { nodes: node }));
  },
});
