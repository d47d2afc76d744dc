import type { DefinitionNode } from 'graphql';
import { Kind } from 'graphql';

/** `PRODUCT_OWNER` stands for `product-owner`: the API shouts, events and documents do not. */
export const enumValues = (definitions: readonly DefinitionNode[]): Record<string, Record<string, string>> => Object.fromEntries(
  definitions.filter((node) => node.kind === Kind.ENUM_TYPE_DEFINITION).map(({ name, values = [] }) =>
    [name.value, Object.fromEntries(values.map((value) => [value.name.value, value.name.value.toLowerCase().replaceAll('_', '-')]))]));
