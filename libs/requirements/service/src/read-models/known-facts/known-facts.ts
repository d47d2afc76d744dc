import { subjectKey } from '@throughline/kernel';
import type { Transaction } from '@throughline/commands';
import type { Fact } from '@throughline/requirements-domain';

/**
 * Every bindable fact, by the thing that an initiative links (its anchor: a KPI, a dataset, or the initiative itself), and the links.
 * Facts and links of one anchor are written under the anchor's row lock, so that none is missed whichever comes first.
 */
export const lockAnchor = async (tx: Transaction, workspace: string, anchor: string): Promise<void> => {
  await tx.query('insert into requirements.fact_anchor(workspace, anchor) values ($1,$2) on conflict do nothing', [workspace, anchor]);
  await tx.query('select 1 from requirements.fact_anchor where workspace = $1 and anchor = $2 for update', [workspace, anchor]);
};

/** Keeps the newest fact of each key, source and subject. */
export const keepFact = async (tx: Transaction, workspace: string, anchor: string, fact: Fact): Promise<void> => {
  await tx.query(
    `insert into requirements.known_fact(workspace, anchor, key, source, subject, observed_at, fact) values ($1,$2,$3,$4,$5,$6,$7)
     on conflict (workspace, anchor, key, source, subject) do update set observed_at = excluded.observed_at, fact = excluded.fact
     where known_fact.observed_at <= excluded.observed_at`,
    [workspace, anchor, fact.key, fact.source, fact.subject ? subjectKey(fact.subject) : '', fact.observedAt, JSON.stringify(fact)]);
};

export const factsOf = async (tx: Transaction, workspace: string, anchor: string): Promise<readonly Fact[]> => {
  const { rows } = await tx.query('select fact from requirements.known_fact where workspace = $1 and anchor = $2 order by observed_at, key', [workspace, anchor]);
  return rows.map((row) => row.fact as Fact);
};

export const keepLink = async (tx: Transaction, workspace: string, anchor: string, initiative: string): Promise<void> => {
  await tx.query('insert into requirements.initiative_link(workspace, anchor, initiative) values ($1,$2,$3) on conflict do nothing', [workspace, anchor, initiative]);
};

export const initiativesOf = async (tx: Transaction, workspace: string, anchor: string): Promise<readonly string[]> => {
  const { rows } = await tx.query('select initiative from requirements.initiative_link where workspace = $1 and anchor = $2 order by initiative', [workspace, anchor]);
  return rows.map((row) => row.initiative as string);
};
