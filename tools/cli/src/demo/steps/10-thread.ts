import { CliError } from '../../plane-access.ts';
import { count, figure, percent } from '../output.ts';
import type { Step } from '../story.ts';
import { threadQuery, type Thread } from '../thread-query.ts';
import { inProduction } from './promotion.ts';

const inOneRow = (when: string, { initiative }: Thread): readonly string[] => {
  if (!initiative) return [when, 'nothing yet'];
  const [kpi] = initiative.kpis;
  const windows = initiative.monitors.flatMap((m) => m.windows).filter((w) => w.measured);
  const last = windows.at(-1);
  return [
    when, initiative.status.toLowerCase(), `phase ${initiative.gate?.phase.toLowerCase() ?? 'qualification'}${initiative.gate?.risk ? ' (at risk)' : ''}`,
    `target ${figure(kpi?.target ?? null, 2)}`, `data ${initiative.datasets.flatMap((d) => d.versions).filter((v) => v.status === 'MET').at(-1)?.version ?? 'none'}`,
    `model ${initiative.models[0]?.production?.number ?? 'none'} of ${initiative.models[0]?.versions.nodes.length ?? 0}`,
    last ? `KPI ${percent(last.measured?.recallAtShare.value ?? null)} in ${last.week}` : 'KPI not measured', `${windows.length} weeks`,
    `${initiative.monitors.flatMap((m) => m.alerts).filter((a) => !a.closedAt).length} open alerts`,
  ];
};

interface Rebuilt { readonly name: string; readonly live: string; readonly rebuilt: string; readonly equal: boolean }
interface Journal { readonly context: string; readonly stored: number; readonly journaled: number; readonly equal: boolean }

/** The whole thread in one query, now and as of three past instants; the read models folded anew; the journal held against its owners. */
export const thread: Step = {
  number: 10, title: 'The thread, now and then',
  async tell(story) {
    const { people, ids, output, figures, instants } = story;
    const query = await threadQuery(story.example);
    const rows: (readonly string[])[] = [];
    for (const [name, asOf] of instants) {
      rows.push(inOneRow(name, await people.viewer.query<Thread>(query, { id: ids.initiative, asOf })));
      if (!figures.production.some((p) => p.asOf === asOf)) figures.production.push({ asOf, version: await inProduction(story, asOf) });
    }
    rows.push(inOneRow('now', await people.viewer.query<Thread>(query, { id: ids.initiative })));
    output.table(rows);
    const { rebuildReadModels, verifyJournal } = await people.admin.query<{ rebuildReadModels: readonly Rebuilt[]; verifyJournal: readonly Journal[] }>(
      'mutation { rebuildReadModels { name live rebuilt equal } verifyJournal { context stored journaled equal } }');
    figures.digests = rebuildReadModels.map(({ name, live, rebuilt }) => ({ projection: name, live, rebuilt }));
    figures.journal = verifyJournal.map(({ context, stored, journaled, equal }) => ({ context, stored, journaled, equal }));
    figures.events = {
      perContext: Object.fromEntries(verifyJournal.map((j) => [j.context, j.journaled])), total: verifyJournal.reduce((sum, j) => sum + j.journaled, 0),
    };
    const wrong = [...rebuildReadModels.filter((r) => !r.equal).map((r) => `read model ${r.name}`), ...verifyJournal.filter((j) => !j.equal).map((j) => `journal of ${j.context}`)];
    if (wrong.length) throw new CliError(`live and rebuilt differ: ${wrong.join(', ')}`);
    output.line(`${rebuildReadModels.length} read models folded anew from ${count(figures.events.total)} events have the digests of the live ones.`);
    output.line(`The journal holds exactly the events of its owners: ${verifyJournal.map((j) => `${j.context} ${count(j.stored)}`).join(', ')}.`);
  },
};
