// Logistic regression: one weight per category, one per number. Same table, parameters and seed give the same bytes.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { collectRows } from './rows.mjs';
import { fit } from './fit.mjs';
import { readTrainingParameters } from './parameters.mjs';
import { log, progress, run } from './run.mjs';

await run(async ({ input, output, parameters, seed }) => {
  const settings = readTrainingParameters(parameters);
  const total = settings.epochs + 1;
  progress(0, total);
  const rows = await collectRows(input, settings);
  log(`${rows.count} rows, ${rows.withoutLabel} left out because their outcome is missing`);
  progress(1, total);
  const model = await fit(rows, settings, seed, (epoch) => progress(epoch + 1, total));
  mkdirSync(join(output, 'model'), { recursive: true });
  writeFileSync(join(output, 'model', 'model.json'), `${JSON.stringify(model, null, 1)}\n`);
});
