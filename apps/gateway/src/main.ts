import 'reflect-metadata';
import { runGateway } from '@throughline/context';
import { planeGateway } from '@throughline/gateway';

await runGateway(planeGateway, process.argv.slice(2));
