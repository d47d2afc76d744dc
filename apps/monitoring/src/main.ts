import 'reflect-metadata';
import { runService } from '@throughline/context';
import { monitoringContext } from '@throughline/monitoring-service';

await runService(monitoringContext, process.argv.slice(2));
