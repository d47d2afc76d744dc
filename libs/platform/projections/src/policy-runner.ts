import { behalfOf, type ContextName, idOf, type IntegrationEvent } from '@throughline/kernel';
import type { CommandEnvelope, CommandOutcome, CommandRunner, Transaction } from '@throughline/commands';
import { type ConsumerMetrics, noMetrics } from './consumer-ports.ts';
import type { ConsumerEnvironment } from './consumer-options.ts';
import { EventConsumer } from './event-consumer.ts';
import type { Policy, PolicyCommand } from './policy.ts';
import { Projection, stepsOf } from './projection.ts';

/** The policy, and the context that its commands go to. */
export interface PolicyRunnerOptions extends ConsumerEnvironment {
  readonly context: ContextName;
  readonly policy: Policy;
  readonly commands: CommandRunner;
  /** Called after a commit that may have appended, so that the relay need not wait for its next poll. */
  readonly committed?: (() => void) | undefined;
}

/** The policy's command met a stream that had moved on: decided again from the event, then parked. */
export class PolicyConflict extends Error {}

/** The envelope of a policy's command: the same policy, event and target are the same command for ever. */
export const policyEnvelope = (context: ContextName, policy: string, event: IntegrationEvent<never>, command: PolicyCommand): CommandEnvelope => ({
  context, name: command.name, body: command.body, idempotencyKey: idOf(policy, event.id, command.target), expectedVersion: command.expectedVersion,
  principal: { kind: 'policy', id: `${context}/${policy}`, roles: [], workspace: event.workspace, onBehalfOf: behalfOf(event) },
  correlationId: event.correlationId, causationId: event.id, traceparent: event.traceparent,
});

/** Runs one policy: its commands, their log and the offset are one transaction per event, so that the effect happens once. */
export class PolicyRunner extends EventConsumer {
  constructor({ context, policy, commands, committed, ...environment }: PolicyRunnerOptions) {
    const metrics: ConsumerMetrics = environment.metrics ?? noMetrics;
    const issuedFor = new Set<string>();
    const issue = async (wanted: readonly PolicyCommand[], tx: Transaction, event: IntegrationEvent<never>): Promise<void> => {
      if (wanted.length > 0) issuedFor.add(event.stream);
      for (const command of wanted) {
        const outcome = await commands.run(policyEnvelope(context, policy.name, event, command), tx);
        metrics.count(`policy_${outcome.status}`, policy.name, 1);
        environment.logger.info({ policy: policy.name, event: event.id, stream: event.stream, command: command.name, target: command.target, ...shown(outcome) }, `policy command ${outcome.status}`);
        if (outcome.status === 'conflict') throw new PolicyConflict(`${command.name} on ${outcome.stream}: expected version ${outcome.expectedVersion}, found ${outcome.actualVersion}`);
      }
    };
    super({
      ...environment, name: policy.name, startFrom: policy.startFrom, singly: true,
      projections: [new Projection(policy.name, stepsOf(policy.on, issue))],
    });
    this.onCommit((streams) => {
      const acted = [...streams].filter((stream) => issuedFor.delete(stream));
      if (acted.length > 0) committed?.();
    });
  }
}

const shown = (outcome: CommandOutcome): object => (outcome.status === 'refused' ? { code: outcome.code, detail: outcome.detail } : { outcome: outcome.status });
