import { join } from 'node:path';
import type { Subject } from '@throughline/kernel';
import { issueToken, type Access } from '../plane-access.ts';
import { Client, Conversation } from './client.ts';
import type { Figures } from './figures.ts';
import type { Output } from './output.ts';

export const PERSONAS_TOLD = ['product-owner', 'data-steward', 'ml-engineer', 'approver', 'feed', 'admin', 'viewer'] as const;
export type PersonaTold = (typeof PERSONAS_TOLD)[number];

/** What one step leaves for the next: ids as the API gives them. */
export interface Ids {
  initiative: string;
  kpi: string;
  dataset: string;
  /** Newest usable dataset version by base version. */
  usable: Map<string, string>;
  baselineEvaluation: string;
  baselineRun: string;
  run: string;
  subject: Subject;
  model: string;
  /** Number of the version in production. */
  number: number;
  monitor: string;
}

/** One telling: a workspace of its own, its people, and what is known so far. */
export interface Story {
  readonly workspace: string;
  readonly access: Access;
  readonly output: Output;
  readonly people: Readonly<Record<PersonaTold, Client>>;
  /** Principals as events store them, for commands that name a person. */
  readonly actors: Readonly<Record<PersonaTold, string>>;
  readonly ids: Ids;
  readonly figures: Figures;
  readonly conversation: Conversation;
  /** Folder of the example: contract, features, programs. */
  readonly example: string;
  readonly rootDir: string;
  /** Instants worth asking about later, by name. */
  readonly instants: Map<string, string>;
}

export interface Step {
  readonly number: number;
  readonly title: string;
  tell(story: Story): Promise<void>;
}

export const beginStory = async (options: { workspace: string; access: Access; output: Output; rootDir: string; figures: Figures }): Promise<Story> => {
  const { workspace, access } = options;
  const conversation = new Conversation();
  const people: Partial<Record<PersonaTold, Client>> = {};
  const actors: Partial<Record<PersonaTold, string>> = {};
  for (const persona of PERSONAS_TOLD) {
    people[persona] = await Client.as(persona, workspace, access, conversation);
    const { principal } = await issueToken(access, persona, workspace, 60);
    actors[persona] = `${principal.kind}:${principal.id}`;
  }
  return {
    ...options, conversation, people: people as Story['people'], actors: actors as Story['actors'], example: join(options.rootDir, 'examples', 'late-flights'),
    ids: { usable: new Map() } as unknown as Ids, instants: new Map(),
  };
};
