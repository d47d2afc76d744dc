import type { DataJobLimits } from '@throughline/data-engine';

export const DATA_JOB_LIMITS = 'data-quality:data-job-limits';

/** Enough for three million rows twice over; a version that needs more is verified on another engine. */
export const dataJobLimits: DataJobLimits = { memoryMb: 640, threads: 2, seconds: 300 };
