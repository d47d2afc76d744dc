import { backboneMigration } from '@throughline/context';

export const eventBackbone = backboneMigration('registry', 'EventBackbone1764072000000');
