import { CliError } from '../../plane-access.ts';
import type { Story } from '../story.ts';
import { waitFor } from '../wait-for.ts';
import { versionOf } from './runs.ts';

interface Gate {
  readonly id: string; readonly phase: string; readonly risk: { readonly since: string; readonly causes: readonly { readonly title: string }[] } | null;
  readonly requests: readonly { readonly request: string; readonly phase: string; readonly state: string; readonly verdicts: readonly { readonly criterion: string; readonly title: string; readonly result: string }[] }[];
}

export const gateOf = async ({ people, ids }: Story): Promise<Gate | null> => (await people.viewer.query<{ initiative: { gate: Gate | null } }>(
  'query($id: ID!) { initiative(id: $id) { gate { id phase risk { since causes { title } } requests { request phase state verdicts { criterion title result } } } } }', { id: ids.initiative })).initiative.gate;

const openRequest = (story: Story, phase: string) => waitFor(`the request for the gate ${phase}`, 30, async () => {
  const gate = await gateOf(story);
  const request = gate?.requests.find((r) => r.phase === phase && r.state === 'REQUESTED');
  return gate && request ? { gate, request } : null;
});

/** The engineer asks for a gate, is not allowed to decide it, and the approver lets it pass. */
export const passGate = async (story: Story, phase: 'POC' | 'MVP', subject?: unknown): Promise<void> => {
  const { people, ids, output, figures } = story;
  await people['ml-engineer'].do('requestGate', { initiativeId: ids.initiative, expectedVersion: null, phase, ...(subject !== undefined && { subject }) });
  const { gate, request } = await openRequest(story, phase);
  output.line(`The engineer asks for the gate ${phase}: ${request.verdicts.length} criteria.  → gate-requested`);
  const decision = async () => ({ initiativeId: ids.initiative, expectedVersion: await versionOf(story, gate.id), request: request.request, decision: 'PASS', reason: 'Every criterion holds, on evidence that I have looked at.' });
  const forbidden = await people['ml-engineer'].forbidden('decideGate', await decision());
  output.line(`The engineer tries to decide it himself and is refused: ${forbidden}`);
  // A fact that is still on its way leaves a criterion open for a moment: the refusal names it, and the same question is asked again.
  await waitFor(`the gate ${phase}`, 60, async () => {
    const { command, userErrors } = await people.approver.attempt('decideGate', await decision());
    if (command?.state === 'ACCEPTED') return true;
    const [error] = userErrors;
    if (error?.code !== 'REQUIREMENTS.CRITERIA_NOT_MET' && error?.code !== 'CONFLICT') throw new CliError(`the gate ${phase} was not passed: ${error?.message}`);
    output.progress(`waiting for ${(error.missing ?? []).map((m) => m.what).join(', ') || 'the gate'}`, null);
    return null;
  });
  const decided = await waitFor(`the gate ${phase} decided`, 30, async () => (await gateOf(story))?.requests.find((r) => r.phase === phase && r.state === 'PASSED') ?? null);
  figures.gates.push({ phase: phase.toLowerCase(), result: 'passed', criteria: decided.verdicts.map((v) => ({ id: v.criterion, result: v.result.toLowerCase() })) });
  output.line(`The approver lets it pass: ${decided.verdicts.map((v) => v.title).join('; ')}.  → gate-passed, phase-entered`);
};
