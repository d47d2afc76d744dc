import type { Digest } from '@throughline/kernel';
import { defineEvent, when } from '@throughline/kernel';
import { text, whole } from '../src/read-models/columns.ts';
import type { FileReference } from '../src/read-models/fold.ts';
import { fold } from '../src/read-models/fold.ts';
import { list } from '../src/resolvers/list.ts';
import { lookup } from '../src/resolvers/lookup.ts';
import { many, naming, one } from '../src/resolvers/related.ts';
import type { GatewayPart } from '../src/schema/gateway-part.ts';

const loose = { type: 'object' };
const event = <Data>(aggregate: string, type: string, example: Data) => defineEvent<Data>({ context: 'training', aggregate, type, version: 1, summary: type, schema: loose, example });

export const rigBuilt = event('bench-rig', 'bench-rig-built', { name: 'rig' });
export const trialStarted = event('bench-trial', 'bench-trial-started', { rig: '', before: null as string | null, steps: 3 });
export const trialDone = event('bench-trial', 'bench-trial-done', { report: null as { digest: Digest; size: number } | null });
export const trialNoted = event('bench-trial', 'bench-trial-noted', { poison: false });
export const trialIgnored = event('bench-trial', 'bench-trial-ignored', {});

interface Trial { readonly rig: string; readonly before: string | null; readonly steps: number; readonly notes: number; readonly report: FileReference | null }

const rig = fold<{ readonly name: string }>({ name: 'bench-rig', version: 1, starts: [when(rigBuilt, ({ data }) => data)] });
const trial = fold<Trial>({
  name: 'bench-trial', version: 1,
  columns: { rig: text((doc) => doc.rig), steps: whole((doc) => doc.steps) },
  files: ({ report }) => report ? [report] : [],
  starts: [when(trialStarted, ({ data }): Trial => ({ ...data, notes: 0, report: null }))],
  on: [
    when(trialDone, ({ data }, doc) => ({ ...doc, report: data.report && { ...data.report, name: 'report.csv', mediaType: 'text/csv' } })),
    when(trialNoted, ({ data }, doc) => {
      if (data.poison) throw new Error('cannot fold poison');
      return { ...doc, notes: doc.notes + 1 };
    }),
  ],
});

const entity = 'id: ID! version: Int! createdAt: DateTime! changedAt: DateTime! history(first: Int, after: String, last: Int, before: String): HistoryConnection!';
const page = (type: string) => `type ${type}Connection @auth(requires: SIGNED_IN) { nodes: [${type}!]! edges: [${type}Edge!]! pageInfo: PageInfo! totalCount: Long }
  type ${type}Edge @auth(requires: SIGNED_IN) { cursor: String! node: ${type}! }`;

/** A context with two kinds of things that name one another, files, and a fold that can be made to fail. */
export const benchPart: GatewayPart = {
  context: 'training', events: [rigBuilt, trialStarted, trialDone, trialNoted, trialIgnored], refusals: {}, folds: [rig, trial],
  sdl: `
    type BenchRig implements Node & Entity @auth(requires: SIGNED_IN) { ${entity} name: String! trials: [BenchTrial!]!
      trialPages(first: Int, after: String, last: Int, before: String, steps: Long): BenchTrialConnection! }
    type BenchTrial implements Node & Entity @auth(requires: SIGNED_IN) { ${entity} steps: Long! notes: Int! rig: BenchRig chain: [BenchTrial!]! report: File }
    ${page('BenchTrial')} ${page('BenchRig')}
    extend type Query {
      benchTrial(id: ID!, asOf: DateTime): BenchTrial @auth(requires: SIGNED_IN)
      benchTrials(first: Int, after: String, last: Int, before: String, asOf: DateTime, rigId: ID, steps: Long): BenchTrialConnection! @auth(requires: SIGNED_IN)
      benchRigs(first: Int, after: String, last: Int, before: String, asOf: DateTime): BenchRigConnection! @auth(requires: SIGNED_IN)
      benchFailure: String @auth(requires: SIGNED_IN)
    }`,
  resolvers: {
    Query: {
      benchTrial: lookup(trial),
      benchTrials: list(trial, { filters: { rigId: { column: 'rig', id: 'BenchRig' }, steps: 'steps' } }),
      benchRigs: list(rig),
      benchFailure: () => { throw new Error('select secret from table'); },
    },
    BenchRig: { trials: naming(trial, 'rig'), trialPages: list(trial, { filters: { steps: 'steps' }, of: ({ stream }) => ({ rig: stream }) }) },
    BenchTrial: { rig: one<Trial>(rig, (doc) => doc.rig), chain: many<Trial>(trial, ({ before }) => before ? [before] : []) },
  },
};
