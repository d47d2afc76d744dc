import 'reflect-metadata';
import { runService } from '@throughline/context';
import { trainingContext } from '@throughline/training-service';

await runService(trainingContext, process.argv.slice(2));
