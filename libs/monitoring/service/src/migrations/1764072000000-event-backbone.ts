import { backboneMigration } from '@throughline/context';

export const eventBackbone = backboneMigration('monitoring', 'EventBackbone1764072000000');
