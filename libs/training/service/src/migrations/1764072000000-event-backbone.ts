import { backboneMigration } from '@throughline/context';

export const eventBackbone = backboneMigration('training', 'EventBackbone1764072000000');
