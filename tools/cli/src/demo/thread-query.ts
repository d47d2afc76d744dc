import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The example's query of the whole thread. */
export const threadQuery = (example: string): Promise<string> => readFile(join(example, 'thread.graphql'), 'utf8');

/** What the demo shows of its answer. */
export interface Thread {
  readonly initiative: {
    readonly name: string; readonly status: string;
    readonly kpis: readonly { readonly name: string; readonly target: number | null; readonly baseline: { readonly value: number } | null }[];
    readonly gate: { readonly phase: string; readonly risk: { readonly causes: readonly { readonly title: string }[] } | null; readonly criteria: readonly { readonly result: string }[] } | null;
    readonly datasets: readonly { readonly name: string; readonly versions: readonly { readonly version: string; readonly status: string }[] }[];
    readonly models: readonly { readonly name: string; readonly production: { readonly number: number } | null; readonly versions: { readonly nodes: readonly unknown[] } }[];
    readonly monitors: readonly {
      readonly windows: readonly { readonly week: string; readonly measured: { readonly recallAtShare: { readonly value: number | null }; readonly kpiMet: boolean | null } | null }[];
      readonly alerts: readonly { readonly closedAt: string | null }[];
    }[];
  } | null;
}
