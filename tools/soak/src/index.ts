export type { SoakReport } from './report.ts';
export { soak, type SoakOptions } from './soak.ts';
