import type { IntegrationEvent } from '@throughline/kernel';
import { verificationStartedV1 } from '@throughline/data-quality-contracts';
import { verification, type VerificationDocument } from './verification.fold.ts';

const started = (event: Partial<IntegrationEvent>): VerificationDocument =>
  verification.apply({ type: verificationStartedV1.type, data: verificationStartedV1.example, actor: 'human:ann', version: 1, ...event } as IntegrationEvent, null) as VerificationDocument;

describe('a verification', () => {
  it('was started by whoever asked, also where a policy acted', () => {
    expect(started({}).startedBy).toBe('human:ann');
    expect(started({ actor: 'policy:data-quality/when-rows-quarantined-then-start-verification', onBehalfOf: 'human:dora' }).startedBy).toBe('human:dora');
  });
});
