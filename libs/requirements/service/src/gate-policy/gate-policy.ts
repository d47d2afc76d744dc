import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { parseGatePolicy, type GatePolicy } from '@throughline/requirements-domain';

const read = (): GatePolicy => {
  const result = parseGatePolicy(parse(readFileSync(new URL('./gate-policy.yaml', import.meta.url), 'utf8')));
  if ('problems' in result) throw new Error(`gate-policy.yaml: ${result.problems.join('; ')}`);
  return result.policy;
};

/** The policy in force. A change of the file is a new version: decisions keep the version that they were taken under. */
export const GATE_POLICY: GatePolicy = read();
