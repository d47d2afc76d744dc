import { when } from '@throughline/kernel';
import {
  criterionBecameStaleV1, criterionSatisfiedV1, criterionViolatedV1, gateFailedV1, gatePassedV1, gateRequestedV1, initiativeKpiLinkedV1, phaseEnteredV1,
  PHASES, type Phase, type Verdict,
} from '@throughline/requirements-contracts';
import type { Transaction } from '@throughline/commands';
import type { GateFact } from '@throughline/registry-domain';
import type { ReadModel } from '@throughline/projections';

interface Judged {
  readonly initiative: string;
  readonly phase: Phase;
}

const keep = async (tx: Transaction, workspace: string, { initiative, phase }: Judged, verdicts: readonly Verdict[]): Promise<void> => {
  for (const { criterion, title, result, remedy, fact } of verdicts) {
    await tx.query(
      `insert into registry.gate_criterion(workspace, initiative, phase, criterion, title, result, remedy, authors) values ($1,$2,$3,$4,$5,$6,$7,$8)
       on conflict (workspace, initiative, phase, criterion) do update
       set title = excluded.title, result = excluded.result, remedy = excluded.remedy, authors = excluded.authors`,
      [workspace, initiative, phase, criterion, title, result, remedy, fact?.authors ?? []]);
  }
};

/** How the initiatives stand before their gates, and which KPIs decide them. */
export const gates: ReadModel = {
  name: 'gates', version: 1, tables: ['initiative_kpi', 'initiative_phase', 'gate_criterion'],
  on: [
    when(initiativeKpiLinkedV1, async ({ data, stream, workspace }, tx: Transaction) => {
      await tx.query('insert into registry.initiative_kpi(workspace, initiative, kpi) values ($1,$2,$3) on conflict do nothing', [workspace, stream, data.kpi]);
    }),
    when(phaseEnteredV1, async ({ data, workspace }, tx: Transaction) => {
      await tx.query(
        `insert into registry.initiative_phase(workspace, initiative, phase) values ($1,$2,$3)
         on conflict (workspace, initiative) do update set phase = excluded.phase`, [workspace, data.initiative, data.phase]);
    }),
    when(criterionSatisfiedV1, ({ data, workspace }, tx: Transaction) => keep(tx, workspace, data, [data.verdict])),
    when(criterionViolatedV1, ({ data, workspace }, tx: Transaction) => keep(tx, workspace, data, [data.verdict])),
    when(criterionBecameStaleV1, ({ data, workspace }, tx: Transaction) => keep(tx, workspace, data, [data.verdict])),
    when(gateRequestedV1, ({ data, workspace }, tx: Transaction) => keep(tx, workspace, data, data.verdicts)),
    when(gatePassedV1, ({ data, workspace }, tx: Transaction) => keep(tx, workspace, data, data.verdicts)),
    when(gateFailedV1, ({ data, workspace }, tx: Transaction) => keep(tx, workspace, data, data.verdicts)),
  ],
};

const FROM_MVP = PHASES.slice(PHASES.indexOf('mvp'));

/** Each initiative that the KPI decides, in order of their ids, with its standing before the gate to MVP; a phase at risk is still that phase. */
export const gatesOfKpi = async (tx: Transaction, workspace: string, kpi: string): Promise<readonly GateFact[]> => {
  const { rows } = await tx.query(
    `select l.initiative, coalesce(p.phase = any($3), false) as passed,
       coalesce((select json_agg(json_build_object('criterion', c.criterion, 'title', c.title, 'result', c.result, 'remedy', c.remedy) order by c.criterion)
         from registry.gate_criterion c where c.workspace = $1 and c.initiative = l.initiative and c.phase = 'mvp' and c.result <> 'satisfied'), '[]') as open,
       coalesce((select array_agg(distinct author order by author) from registry.gate_criterion c, unnest(c.authors) as author
         where c.workspace = $1 and c.initiative = l.initiative and c.phase = 'mvp'), '{}') as authors
     from registry.initiative_kpi l left join registry.initiative_phase p on p.workspace = l.workspace and p.initiative = l.initiative
     where l.workspace = $1 and l.kpi = $2 order by l.initiative`, [workspace, kpi, FROM_MVP]);
  return rows as GateFact[];
};
