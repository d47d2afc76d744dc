import type { Step } from '../story.ts';
import { idea } from './01-idea.ts';
import { kpi } from './02-kpi.ts';
import { data } from './03-data.ts';

/** The story, in order. */
export const STEPS: readonly Step[] = [idea, kpi, data];
