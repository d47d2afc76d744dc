import type { Actor, Subject } from '@throughline/kernel';
import { when } from '@throughline/kernel';
import type { Evidence } from '@throughline/registry-contracts';
import {
  modelNamedV1, modelVersionNumberedV1, modelVersionPromotedV1, modelVersionRolledBackV1, promotionDeclinedV1, promotionRequestedV1, promotionWithdrawnV1,
} from '@throughline/registry-contracts';
import { text } from '../columns.ts';
import { fold } from '../fold.ts';

/** A promotion as it was asked for and, once decided, what it was decided on. */
export interface PromotionDocument {
  readonly promotion: string;
  readonly subject: Subject;
  readonly number: number;
  readonly environment: string;
  readonly state: 'requested' | 'promoted' | 'declined' | 'withdrawn';
  readonly requestedBy: Actor;
  readonly requestedAt: string;
  readonly requestReason: string;
  readonly evidence: Evidence;
  readonly settledBy: Actor | null;
  readonly settledAt: string | null;
  readonly reason: string | null;
}

/** An environment's pointer moved: by whom, when and why. */
export interface ProductionMove {
  readonly environment: string;
  readonly subject: Subject;
  readonly number: number;
  readonly previous: Subject | null;
  readonly by: Actor;
  readonly at: string;
  readonly reason: string;
  /** Null: a rollback. */
  readonly promotion: string | null;
}

export interface ModelDocument {
  readonly name: string;
  readonly numbers: readonly { readonly subject: Subject; readonly number: number }[];
  readonly promotions: readonly PromotionDocument[];
  /** Every move, oldest first; the last of an environment is what serves there. */
  readonly moves: readonly ProductionMove[];
}

type Settled = { readonly promotion: string; readonly reason: string };

const settled = (doc: ModelDocument, { promotion, reason }: Settled, state: PromotionDocument['state'], by: Actor, at: string, evidence?: Evidence): ModelDocument => ({
  ...doc, promotions: doc.promotions.map((p) => (p.promotion === promotion ? { ...p, state, reason, settledBy: by, settledAt: at, evidence: evidence ?? p.evidence } : p)),
});

export const model = fold<ModelDocument>({
  name: 'model', version: 1,
  columns: { name: text((doc) => doc.name) },
  starts: [when(modelNamedV1, ({ data }): ModelDocument => ({ name: data.name, numbers: [], promotions: [], moves: [] }))],
  on: [
    when(modelVersionNumberedV1, ({ data: { subject, number } }, doc) => ({ ...doc, numbers: [...doc.numbers, { subject, number }] })),
    when(promotionRequestedV1, ({ data, actor, time }, doc) => ({ ...doc, promotions: [...doc.promotions, {
      promotion: data.promotion, subject: data.subject, number: data.number, environment: data.environment, state: 'requested',
      requestedBy: actor, requestedAt: time, requestReason: data.reason, evidence: data.evidence, settledBy: null, settledAt: null, reason: null,
    }] })),
    when(modelVersionPromotedV1, ({ data, actor, time }, doc) => {
      const { environment, subject, number, previous, reason, promotion } = data;
      const after = settled(doc, data, 'promoted', actor, time, data.evidence);
      return { ...after, moves: [...after.moves, { environment, subject, number, previous, reason, promotion, by: actor, at: time }] };
    }),
    when(promotionDeclinedV1, ({ data, actor, time }, doc) => settled(doc, data, 'declined', actor, time)),
    when(promotionWithdrawnV1, ({ data, actor, time }, doc) => settled(doc, data, 'withdrawn', actor, time)),
    when(modelVersionRolledBackV1, ({ data: { environment, subject, number, previous, reason }, actor, time }, doc) =>
      ({ ...doc, moves: [...doc.moves, { environment, subject, number, previous, reason, promotion: null, by: actor, at: time }] })),
  ],
});

/** What serves in an environment, by the move that put it there. */
export const serving = (doc: ModelDocument, environment: string): ProductionMove | null => doc.moves.findLast((m) => m.environment === environment) ?? null;
