export * from './initiative/initiative.decider.ts';
export * from './initiative/initiative.ts';
export * from './kpi/kpi.decider.ts';
export * from './kpi/kpi.ts';
export * from './phase-gate/gate-policy.ts';
export * from './phase-gate/phase-gate.decider.ts';
export * from './phase-gate/phase-gate.ts';
