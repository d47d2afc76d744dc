import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { count } from '../output.ts';
import type { Step } from '../story.ts';
import { takeInVersion } from './dataset-versions.ts';

/** The dataset gets a name, a contract, and its first usable version. */
export const data: Step = {
  number: 3, title: 'The data is held to a contract',
  async tell(story) {
    const { people, ids, output, example } = story;
    const steward = people['data-steward'];
    ids.dataset = await steward.do('registerDataset', { name: 'flights', description: 'Domestic flights of January to June 2001 with their delay at arrival, in minutes.' });
    await people['product-owner'].do('linkInitiativeDataset', { initiativeId: ids.initiative, expectedVersion: null, datasetId: ids.dataset });
    const document = await readFile(join(example, 'contract.odcs.yaml'), 'utf8');
    await steward.do('publishDataContract', { datasetId: ids.dataset, expectedVersion: null, document });
    output.line('The data steward registers "flights" and publishes its contract, an ODCS 3.1 file with 15 rules.  → data-contract-published');
    const { base } = await takeInVersion(story, '3', '2001-04-01');
    output.table([['rule', 'severe', 'evaluated', 'failed', 'members', ''], ...base.results.map((r) =>
      [r.rule, r.severe ? 'yes' : '', count(r.evaluated), count(r.failed), r.members === null ? '' : count(r.members), r.unit === 'WEEKS' ? 'weeks' : ''])]);
  },
};
