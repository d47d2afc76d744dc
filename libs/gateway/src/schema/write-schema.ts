import { writeFileSync } from 'node:fs';
import { parts } from '../parts.ts';
import { loadSdl } from './load-sdl.ts';
import { printGatewaySchema } from './print-schema.ts';

// Run after a change of the SDL: node --conditions=ws-source libs/gateway/src/schema/write-schema.ts
writeFileSync(new URL('../../schema.graphql', import.meta.url), printGatewaySchema(loadSdl(parts)));
