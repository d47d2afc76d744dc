import { writeFileSync } from 'node:fs';
import { parts } from '../parts.ts';
import { loadSdl } from './load-sdl.ts';
import { printGatewaySchema } from './print-schema.ts';

// Run by `npm run check -- --write`.
writeFileSync(new URL('../../schema.graphql', import.meta.url), printGatewaySchema(loadSdl(parts)));
