import { sameSubject, subjectKey, type Command, type Event, type Recorded, type Subject } from '@throughline/kernel';
import type { Evidence, PromotionFacts } from './evidence.ts';

export type ModelCommand =
  | Command<'NumberModelVersion', { readonly model: string; readonly name: string; readonly subject: Subject }>
  | Command<'RequestPromotion', { readonly subject: Subject; readonly environment: string; readonly reason: string; readonly facts: PromotionFacts }>
  | Command<'DecidePromotion', {
      readonly promotion: string; readonly decision: 'promote' | 'decline'; readonly reason: string;
      /** About the requested subject; null when there is no such request. */
      readonly facts: PromotionFacts | null;
    }>
  | Command<'WithdrawPromotion', { readonly promotion: string; readonly reason: string }>
  | Command<'RollBackModelVersion', { readonly model: string; readonly environment: string; readonly reason: string }>;

/** What a promotion is about. */
export interface Promotion {
  readonly promotion: string;
  readonly model: string;
  readonly name: string;
  readonly subject: Subject;
  readonly number: number;
  readonly environment: string;
  readonly reason: string;
}

export type ModelEvent =
  | Event<'ModelNamed', { readonly name: string }>
  | Event<'ModelVersionNumbered', { readonly model: string; readonly name: string; readonly subject: Subject; readonly number: number }>
  | Event<'PromotionRequested', Promotion & { readonly kpi: string; readonly evidence: Evidence }>
  | Event<'ModelVersionPromoted', Promotion & { readonly kpi: string; readonly previous: Subject | null; readonly evaluation: string; readonly evidence: Evidence }>
  | Event<'PromotionDeclined', Promotion>
  | Event<'PromotionWithdrawn', Promotion>
  | Event<'ModelVersionRolledBack', Omit<Promotion, 'promotion'> & { readonly kpi: string; readonly previous: Subject }>;

export interface Request extends Promotion {
  readonly kpi: string;
  readonly requestedBy: readonly string[];
  readonly status: 'open' | 'promoted' | 'declined' | 'withdrawn';
}

export interface Serving {
  readonly subject: Subject;
  readonly number: number;
  readonly kpi: string;
}

export interface NamedModel {
  readonly status: 'named';
  readonly name: string;
  /** By subject key. */
  readonly numbers: ReadonlyMap<string, number>;
  readonly requests: ReadonlyMap<string, Request>;
  /** What served in each environment, oldest first, without what a rollback ousted; the last serves now. */
  readonly served: ReadonlyMap<string, readonly Serving[]>;
}

export type Model = { readonly status: 'unnamed' } | NamedModel;

export const initialModel = (): Model => ({ status: 'unnamed' });

export const inProduction = (state: NamedModel, environment: string): Serving | undefined => state.served.get(environment)?.at(-1);

/** What a rollback leads to: who served before, without the ousted version wherever it served. */
export const beforeOusting = (served: readonly Serving[], ousted: Subject): readonly Serving[] => served.filter((s) => !sameSubject(s.subject, ousted));

const settled = (state: NamedModel, promotion: string, status: Request['status']): NamedModel['requests'] => {
  const request = state.requests.get(promotion);
  return request ? new Map(state.requests).set(promotion, { ...request, status }) : state.requests;
};

export const evolveModel = (state: Model, event: Recorded<ModelEvent>): Model => {
  if (event.type === 'ModelNamed') return { status: 'named', name: event.data.name, numbers: new Map(), requests: new Map(), served: new Map() };
  if (state.status === 'unnamed') return state;
  switch (event.type) {
    case 'ModelVersionNumbered':
      return { ...state, numbers: new Map(state.numbers).set(subjectKey(event.data.subject), event.data.number) };
    case 'PromotionRequested': {
      const { evidence: _, ...promotion } = event.data;
      const requestedBy = [event.actor, ...(event.onBehalfOf ? [event.onBehalfOf] : [])];
      return { ...state, requests: new Map(state.requests).set(promotion.promotion, { ...promotion, requestedBy, status: 'open' }) };
    }
    case 'ModelVersionPromoted': {
      const { promotion, environment, subject, number, kpi } = event.data;
      const served = [...(state.served.get(environment) ?? []), { subject, number, kpi }];
      return { ...state, requests: settled(state, promotion, 'promoted'), served: new Map(state.served).set(environment, served) };
    }
    case 'PromotionDeclined':
      return { ...state, requests: settled(state, event.data.promotion, 'declined') };
    case 'PromotionWithdrawn':
      return { ...state, requests: settled(state, event.data.promotion, 'withdrawn') };
    case 'ModelVersionRolledBack': {
      const { environment, previous } = event.data;
      return { ...state, served: new Map(state.served).set(environment, beforeOusting(state.served.get(environment) ?? [], previous)) };
    }
  }
};
