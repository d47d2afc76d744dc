import type { CommandOutcome } from '@throughline/commands';
import type { ContextName } from '@throughline/kernel';
import type { StoredRecord } from '@throughline/transport';
import type { Acknowledged } from '../ledger.ts';
import type { SchemaOwner } from '../target/target.ts';

/** An event as its owner stores it. */
export interface StoredEvent {
  readonly context: ContextName;
  readonly position: number;
  readonly stream: string;
  readonly streamType: string;
  readonly workspace: string;
  /** Version in the store, private events counted. */
  readonly version: number;
  readonly id: string;
  readonly commandId: string;
  /** What travels; null for a private event. */
  readonly published: { readonly version: number; readonly type: string; readonly data: Readonly<Record<string, unknown>>; readonly digest: string } | null;
}

/** What an event is known by on every side. */
export interface Fingerprint {
  readonly id: string;
  readonly stream: string;
  readonly version: number;
  /** Of the payload's text as it lies there. */
  readonly digest: string;
}

/** How far a consumer has come in one stream. */
export interface Progress {
  readonly owner: SchemaOwner;
  readonly consumer: string;
  readonly stream: string;
  readonly version: number;
  readonly id: string;
}

export interface LoggedCommand {
  readonly context: ContextName;
  readonly workspace: string;
  readonly principal: string;
  readonly key: string;
  /** Null: it was begun and never settled, which no transaction leaves behind. */
  readonly outcome: CommandOutcome | null;
}

/** A fact that requirements keeps, and an initiative that links what it speaks of. */
export interface OwedFact {
  readonly initiative: string;
  readonly key: string;
  readonly eventId: string;
  readonly subject: unknown;
}

/** All that the verdict is made of, each part read from where it lies. */
export interface Evidence {
  readonly acknowledged: readonly Acknowledged[];
  readonly stored: readonly StoredEvent[];
  /** Messages, each partition in its order. */
  readonly log: readonly StoredRecord[];
  readonly journal: readonly Fingerprint[];
  readonly subscriptions: readonly { readonly owner: SchemaOwner; readonly consumer: string; readonly topic: string }[];
  readonly progress: readonly Progress[];
  readonly parked: readonly { readonly owner: SchemaOwner; readonly consumer: string; readonly projection: string; readonly stream: string; readonly version: number; readonly error: string }[];
  readonly commands: readonly LoggedCommand[];
  readonly owedFacts: readonly OwedFact[];
  readonly rebuilds: readonly { readonly name: string; readonly live: string; readonly rebuilt: string }[];
  /** Initiatives that linked the KPI of all training runs before the first of them. */
  readonly audience: { readonly kpi: string; readonly initiatives: readonly string[] };
}

/** A broken promise, or something that would hide one. */
export interface Violation {
  readonly check: string;
  readonly what: string;
}

export type Check = (evidence: Evidence) => readonly string[];
