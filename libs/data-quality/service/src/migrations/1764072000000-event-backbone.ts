import { backboneMigration } from '@throughline/context';

export const eventBackbone = backboneMigration('data-quality', 'EventBackbone1764072000000');
