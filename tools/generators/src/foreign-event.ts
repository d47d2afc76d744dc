import type { Tree } from '@nx/devkit';
import { camel, kebab, pascal, spaced } from './words.ts';

/** An event by `<context>/<event>` or `<context>/<event>.v2`. @throws when its contract is not there */
export const foreignEvent = (tree: Tree, value: string) => {
  const [, owner, event, version = '1'] = /^([a-z0-9-]+)\/([a-z0-9-]+?)(?:\.v(\d+))?$/.exec(value) ?? [];
  if (!owner || !event) throw new Error(`--event=${value}: name the context and its event, for example monitoring/evaluation-measured`);
  const path = `libs/${owner}/contracts/src/${kebab('event', event)}.v${version}.ts`;
  if (!tree.exists(path)) throw new Error(`--event=${value}: ${path} is missing`);
  return { owner, event, version, eventCamel: camel(event), eventPascal: pascal(event), eventSpaced: spaced(event) };
};
