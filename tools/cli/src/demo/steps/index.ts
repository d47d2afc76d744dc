import type { Step } from '../story.ts';
import { idea } from './01-idea.ts';
import { kpi } from './02-kpi.ts';
import { data } from './03-data.ts';
import { baseline } from './04-baseline.ts';
import { training } from './05-training.ts';
import { evidence } from './06-evidence.ts';
import { production } from './07-production.ts';
import { monitoring } from './08-monitoring.ts';
import { retrain } from './09-retrain.ts';
import { thread } from './10-thread.ts';

/** The story, in order. */
export const STEPS: readonly Step[] = [idea, kpi, data, baseline, training, evidence, production, monitoring, retrain, thread];
