import { readFileSync } from 'node:fs';
import type { GatewayPart } from './gateway-part.ts';

// From src and from dist alike: dist holds no SDL, so both look into src.
const folder = new URL('../../src/schema/', import.meta.url);
const read = (name: string): string => readFileSync(new URL(`${name}.graphql`, folder), 'utf8');

/** The platform's SDL, what operators can ask, and that of the parts, one file each in `schema/`. */
export const loadSdl = (parts: readonly Pick<GatewayPart, 'context' | 'sdl'>[]): string[] => [read('platform'), read('operations'), ...parts.map(({ context, sdl }) => sdl ?? read(context))];
