import { backboneMigration } from '@throughline/context';

export const eventBackbone = backboneMigration('requirements', 'EventBackbone1764072000000');
