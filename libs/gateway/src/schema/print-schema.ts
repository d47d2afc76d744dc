import { makeExecutableSchema } from '@graphql-tools/schema';
import { printSchemaWithDirectives } from '@graphql-tools/utils';

/** All SDL as one document, as it is committed in `schema.graphql`. */
export const printGatewaySchema = (sdl: readonly string[]): string => `${printSchemaWithDirectives(makeExecutableSchema({ typeDefs: [...sdl] }))}\n`;
