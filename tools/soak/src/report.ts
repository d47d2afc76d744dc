import type { Tally } from './faults/conductor.ts';
import type { Violation } from './verdict/evidence.ts';

/** What a soak comes to. */
export interface SoakReport {
  readonly target: 'postgres' | 'kafka';
  readonly brokers: number;
  readonly processes: number;
  readonly seed: number;
  /** With the faults, without start and verdict. */
  readonly seconds: number;
  readonly kills: number;
  readonly faults: Tally;
  /** Processes that ended although no fault ended them, and were started again. */
  readonly endedByThemselves: Readonly<Record<string, number>>;
  readonly acknowledged: number;
  readonly commands: Readonly<Record<string, number>>;
  /** Public events stored. */
  readonly events: number;
  /** Messages in the log beyond one for each event. */
  readonly repeatedMessages: number;
  /** As consumers counted them, up to two seconds before each kill. */
  readonly consumers: { readonly duplicates: number; readonly gaps: number; readonly repaired: number; readonly ownershipLost: number };
  readonly policies: Readonly<Record<string, number>>;
  readonly trainingRuns: Readonly<Record<string, number>>;
  /** Attempts without an answer, or answered by a fault, by code. */
  readonly unanswered: Readonly<Record<string, number>>;
  readonly checks: readonly string[];
  readonly violations: readonly Violation[];
  readonly ledger: string;
}

const NAMED = 20;

const table = (rows: readonly (readonly [string, string | number])[]): string => rows.map(([name, value]) => `  ${String(value).padStart(8)}  ${name}\n`).join('');

export const textOf = (report: SoakReport): string => {
  const { consumers: c, violations } = report;
  const place = report.target === 'kafka' ? `${report.processes} processes over a Kafka of ${report.brokers} ${report.brokers === 1 ? 'node' : 'nodes'}` : 'one process over the Postgres log';
  return [
    `Soak of ${place}, seed ${report.seed}, ${Math.round(report.seconds)} s of faults\n`,
    '\nFaults that hit (and those that missed)\n',
    table(Object.entries(report.faults).map(([kind, { struck, missed }]) => [missed ? `${kind} (${missed})` : kind, struck])),
    table([['kills', report.kills], ...Object.entries(report.endedByThemselves).map(([name, n]): [string, number] => [`ends of ${name} by itself`, n])]),
    '\nWork\n',
    table([['commands acknowledged', report.acknowledged], ['public events stored', report.events], ...Object.entries(report.trainingRuns).map(([end, n]): [string, number] => [`training runs ${end}`, n])]),
    '\nRepeated and mended\n',
    table([['messages repeated in the log', report.repeatedMessages], ['duplicates dropped by consumers', c.duplicates], ['gaps met', c.gaps], ['events repaired from history', c.repaired], ['times a partition was lost to another owner', c.ownershipLost]]),
    '\nCommands of policies\n', table(Object.entries(report.policies)),
    Object.keys(report.unanswered).length > 0 ? `\nAsked again\n${table(Object.entries(report.unanswered))}` : '',
    violations.length === 0 ? `\nNothing was lost, doubled or out of order: ${report.checks.join('; ')}.\n`
      : `\n${violations.length} VIOLATIONS\n${violations.slice(0, NAMED).map(({ check, what }) => `  ${check}: ${what}\n`).join('')}`,
  ].join('');
};
