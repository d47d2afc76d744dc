import 'reflect-metadata';
import { runService } from '@throughline/context';
import { registryContext } from '@throughline/registry-service';

await runService(registryContext, process.argv.slice(2));
