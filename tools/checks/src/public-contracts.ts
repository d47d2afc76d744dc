import { dataQualityCommands, dataQualityEvents } from '@throughline/data-quality-contracts';
import type { CommandContract, EventContract } from '@throughline/kernel';
import { monitoringCommands, monitoringEvents } from '@throughline/monitoring-contracts';
import { registryCommands, registryEvents } from '@throughline/registry-contracts';
import { requirementsCommands, requirementsEvents } from '@throughline/requirements-contracts';
import { trainingCommands, trainingEvents } from '@throughline/training-contracts';

/** Every public event of all contexts, all versions. */
export const publicEvents: readonly EventContract[] = [...requirementsEvents, ...dataQualityEvents, ...trainingEvents, ...registryEvents, ...monitoringEvents];

/** Every public command of all contexts. */
export const publicCommands: readonly CommandContract[] = [...requirementsCommands, ...dataQualityCommands, ...trainingCommands, ...registryCommands, ...monitoringCommands];
