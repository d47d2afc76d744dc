import 'reflect-metadata';
import { runPlane } from '@throughline/context';
import { plane } from './plane.ts';

await runPlane(plane, process.argv.slice(2));
