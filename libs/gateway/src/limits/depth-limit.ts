import type { ASTVisitor, FragmentDefinitionNode, SelectionSetNode, ValidationContext } from 'graphql';
import { GraphQLError, Kind } from 'graphql';

export const MAX_DEPTH = 12;

/** Refuses documents that reach deeper than `max` fields; introspection, which must nest its own types, is exempt. */
export const depthLimit = (max = MAX_DEPTH) => (context: ValidationContext): ASTVisitor => {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const node of context.getDocument().definitions) if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node);

  // Depths are kept per fragment, so that fragments that spread one another many times are walked once.
  const depths = new Map<string, number>();
  const depthOf = (set: SelectionSetNode | undefined, within: ReadonlySet<string>): number => Math.max(0, ...(set?.selections ?? []).map((selection) => {
    if (selection.kind === Kind.FIELD) return selection.name.value.startsWith('__') ? 1 : 1 + depthOf(selection.selectionSet, within);
    if (selection.kind === Kind.INLINE_FRAGMENT) return depthOf(selection.selectionSet, within);
    const name = selection.name.value;
    // A cycle is another rule's error.
    if (within.has(name)) return 0;
    if (!depths.has(name)) depths.set(name, depthOf(fragments.get(name)?.selectionSet, new Set([...within, name])));
    return depths.get(name)!;
  }));

  return {
    OperationDefinition(node) {
      const depth = depthOf(node.selectionSet, new Set());
      if (depth > max) context.reportError(new GraphQLError(`The document is ${depth} fields deep; ${max} are allowed.`, { nodes: node }));
    },
  };
};
