import type { Step } from '../story.ts';
import { passGate } from './gates.ts';
import { describeMissing, inProduction, promote, promotionInput } from './promotion.ts';

/** Promotion is refused until the gate is passed; then a second person decides both. */
export const production: Step = {
  number: 7, title: 'A second person puts it into production',
  async tell(story) {
    const { people, ids, output, figures } = story;
    const refusal = await people['ml-engineer'].refused('requestPromotion', promotionInput(story, ids.subject, 'It beats the baseline.'), 'REGISTRY.EVIDENCE_MISSING');
    output.line(`The engineer requests promotion and is refused: ${describeMissing(refusal)}`);
    await passGate(story, 'MVP', ids.subject);
    const before = new Date().toISOString();
    await promote(story, ids.subject, 'It beats the baseline on the same rows and can be made again.');
    const after = new Date().toISOString();
    for (const asOf of [before, after]) figures.production.push({ asOf, version: await inProduction(story, asOf) });
    const [was, is] = figures.production.slice(-2);
    output.line(`The approver promotes it. In production before: ${was?.version ?? 'nothing'}; after: version ${is?.version}.  → model-version-promoted`);
    story.instants.set('when version 1 went into production', after);
  },
};
