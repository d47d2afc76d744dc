export type { Principal } from '@throughline/kernel';
