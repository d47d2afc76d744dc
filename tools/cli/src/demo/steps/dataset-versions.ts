import { CliError } from '../../plane-access.ts';
import { count } from '../output.ts';
import type { Story } from '../story.ts';
import { waitFor } from '../wait-for.ts';

const FILE = 'flights-3m.parquet';
const SHA256 = 'sha256:dbeb920c90f59b6ccaff823dcc3d08f25a97fa1ce128d93f40be4e931f5900b0';

export interface RuleResult {
  readonly rule: string; readonly severe: boolean; readonly unit: string; readonly evaluated: number; readonly failed: number;
  readonly members: number | null; readonly verdict: string; readonly keys: { readonly digest: string } | null;
}

interface Verified {
  readonly id: string; readonly state: string; readonly verdict: string | null; readonly rows: number | null; readonly reason: string | null;
  readonly results: readonly RuleResult[]; readonly progress: { readonly done: number | null; readonly total: number | null } | null;
}

const VERIFICATION = 'id state verdict rows reason progress { done total } results { rule severe unit evaluated failed members verdict keys { digest } }';

/** Waits for the end of a verification and shows how far it is. */
export const verified = async ({ people, output }: Story, id: string, what: string): Promise<Verified> => waitFor(`the verification of ${what}`, 180, async () => {
  const { verification } = await people['data-steward'].query<{ verification: Verified | null }>(`query($id: ID!) { verification(id: $id) { ${VERIFICATION} } }`, { id });
  if (!verification || verification.state === 'RUNNING') {
    const progress = verification?.progress;
    output.progress(`verifying ${what}`, progress?.total ? (progress.done ?? 0) / progress.total : null);
    return null;
  }
  if (verification.state !== 'COMPLETED') throw new CliError(`the verification of ${what} ended ${verification.state}: ${verification.reason}`);
  return verification;
});

const derivedVerification = async (story: Story, version: string): Promise<string> => waitFor(`a verification of ${version}`, 60, async () => {
  const { dataset } = await story.people['data-steward'].query<{ dataset: { versions: { version: string; verification: { id: string } | null }[] } }>(
    'query($id: ID!) { dataset(id: $id) { versions { version verification { id } } } }', { id: story.ids.dataset });
  return dataset.versions.find((v) => v.version === version)?.verification?.id ?? null;
});

/** The steward records a version, has it verified, quarantines what breaks severe rules, and has the rest verified again. */
export const takeInVersion = async (story: Story, version: string, upTo: string | null): Promise<{ base: Verified; usable: string }> => {
  const { people, ids, output } = story;
  const steward = people['data-steward'];
  await steward.do('recordDatasetVersion', {
    datasetId: ids.dataset, expectedVersion: null, version, file: FILE, sha256: SHA256, mediaType: 'PARQUET',
    ...(upTo && { range: { column: 'date', from: '2001-01-01', to: upTo } }),
  });
  const base = await verified(story, await steward.do('startVerification', { datasetId: ids.dataset, version }), `version ${version}`);
  const broken = base.results.filter((r) => r.verdict === 'FAILED' && r.severe);
  output.line(`Version ${version}: ${count(base.rows ?? 0)} rows, ${base.results.length} rules, ${base.results.filter((r) => r.verdict === 'FAILED').length} broken; severe: ${broken.map((r) => `${r.rule} (${count(r.failed)})`).join(', ') || 'none'}.  → ${base.verdict === 'MET' ? 'data-contract-met' : 'data-contract-breached'}`);
  if (base.verdict === 'MET') {
    ids.usable.set(version, version);
    return { base, usable: version };
  }
  await steward.do('quarantineRows', {
    datasetId: ids.dataset, expectedVersion: null, version, verificationId: base.id, rules: broken.map((r) => r.rule),
    reason: 'Impossible values and repeated records are errors of the source; they are left out, by row.',
  });
  const usable = `${version}-q1`;
  const rest = await verified(story, await derivedVerification(story, usable), `version ${usable}`);
  if (rest.verdict !== 'MET') throw new CliError(`version ${usable} should keep its contract after the quarantine, and does not`);
  output.line(`The steward quarantines ${count((base.rows ?? 0) - (rest.rows ?? 0))} rows, with her reason; version ${usable} keeps its contract.  → rows-quarantined, data-contract-met`);
  ids.usable.set(version, usable);
  return { base, usable };
};

export const sourceFile = { name: FILE, sha256: SHA256 };
