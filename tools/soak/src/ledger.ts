import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Actor } from '@throughline/kernel';

/** One promise of the plane: this command is done. */
export interface Acknowledged {
  readonly key: string;
  readonly command: string;
  readonly actor: Actor;
  readonly workspace: string;
  readonly stream: string;
  /** Published version that the command led to. */
  readonly version: number;
}

/** What was acknowledged, in memory and, line by line as it comes, in a file that outlives us. */
export class Ledger {
  readonly entries: Acknowledged[] = [];
  readonly file: string;

  constructor(file: string) {
    this.file = file;
    mkdirSync(dirname(file), { recursive: true });
  }

  add(entry: Acknowledged): void {
    this.entries.push(entry);
    appendFileSync(this.file, `${JSON.stringify(entry)}\n`);
  }
}
