import { parseFeatures, type FeaturesFact } from '@throughline/training-domain';
import { parseDocument } from 'yaml';

/** Feature declarations from their YAML text; everything that is wrong with it is told at once. */
export const readFeatures = (text: string): FeaturesFact => {
  const document = parseDocument(text, { uniqueKeys: true });
  if (document.errors.length > 0) return { ok: false, problems: document.errors.map(({ message }) => ({ path: 'features', message: message.split('\n')[0]! })) };
  try {
    // Aliases may unfold without end; a declaration needs few.
    return parseFeatures(document.toJS({ maxAliasCount: 100 }));
  } catch (error) {
    return { ok: false, problems: [{ path: 'features', message: (error as Error).message }] };
  }
};
