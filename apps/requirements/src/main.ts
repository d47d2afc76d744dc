import 'reflect-metadata';
import { runService } from '@throughline/context';
import { requirementsContext } from '@throughline/requirements-service';

await runService(requirementsContext, process.argv.slice(2));
