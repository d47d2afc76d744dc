import { CliError } from '../../plane-access.ts';
import type { UserError } from '../client.ts';
import type { Story } from '../story.ts';
import { waitFor } from '../wait-for.ts';
import { versionOf } from './runs.ts';

export const promotionInput = ({ ids }: Story, subject: unknown, reason: string) =>
  ({ modelId: ids.model, expectedVersion: null, subject, environment: 'production', reason });

export const describeMissing = (error: UserError): string => [error.message, ...(error.missing ?? []).map((m) => `${m.what} (${m.remedy})`)].join(' ');

/** Asks for the promotion until the evidence has arrived, is not allowed to decide it, and has the approver decide. */
export const promote = async (story: Story, subject: unknown, reason: string): Promise<void> => {
  const { people, ids, output } = story;
  await waitFor('the evidence for the promotion', 90, async () => {
    const { command, userErrors } = await people['ml-engineer'].attempt('requestPromotion', promotionInput(story, subject, reason));
    if (command?.state === 'ACCEPTED') return true;
    if (userErrors[0]?.code !== 'REGISTRY.EVIDENCE_MISSING') throw new CliError(`the promotion was refused: ${userErrors[0]?.message}`);
    output.progress(`waiting for ${(userErrors[0].missing ?? []).map((m) => m.what).join(', ')}`, null);
    return null;
  });
  output.line('The engineer requests the promotion, now with all its evidence.  → promotion-requested');
  const promotion = await waitFor('the promotion', 30, async () => {
    const { model } = await people.viewer.query<{ model: { promotions: readonly { promotion: string; state: string }[] } }>('query($id: ID!) { model(id: $id) { promotions { promotion state } } }', { id: ids.model });
    return model.promotions.find((p) => p.state === 'REQUESTED')?.promotion ?? null;
  });
  const decision = async () => ({ modelId: ids.model, expectedVersion: await versionOf(story, ids.model), promotion, decision: 'PROMOTE', reason });
  output.line(`The engineer tries to decide it himself and is refused: ${await people['ml-engineer'].forbidden('decidePromotion', await decision())}`);
  await people.approver.do('decidePromotion', await decision());
};

/** Number of the version in production now, or as of an instant. */
export const inProduction = async ({ people, ids }: Story, asOf?: string): Promise<number | null> => {
  const { model } = await people.viewer.query<{ model: { production: { number: number } | null } | null }>(
    'query($id: ID!, $asOf: DateTime) { model(id: $id) { production(asOf: $asOf) { number } } }', { id: ids.model, asOf });
  return model?.production?.number ?? null;
};
