import 'reflect-metadata';
import { runService } from '@throughline/context';
import { dataQualityContext } from '@throughline/data-quality-service';

await runService(dataQualityContext, process.argv.slice(2));
