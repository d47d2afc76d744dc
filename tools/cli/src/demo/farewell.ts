import type { RunningPlane } from './running-plane.ts';
import type { Story } from './story.ts';

/** Where to go on: the address, a token, and queries to paste. */
export const farewell = ({ workspace, output, ids }: Story, plane: RunningPlane): void => {
  const ask = (as: string, query: string): string => `npx throughline --url ${plane.url} --data-dir '${plane.dataDir}' query --as ${as} --workspace ${workspace} '${query}'`;
  output.heading('To look further');
  output.line(`GraphQL  ${plane.url}/graphql`);
  output.line(`A token  npx throughline --data-dir '${plane.dataDir}' token --as viewer --workspace ${workspace}`);
  output.line('Three queries to paste:');
  output.line(ask('viewer', `{ initiative(id: "${ids.initiative}") { name status gate { phase risk { since } criteria { phase title result } } kpis { name target baseline { value } } } }`));
  output.line(ask('viewer', `{ model(id: "${ids.model}") { name production { number } promotions { state number requestedBy { displayName } decidedBy { displayName } } } }`));
  output.line(ask('viewer', `{ initiative(id: "${ids.initiative}") { history(last: 20) { nodes { type time actor { actor displayName } } } } }`));
};
