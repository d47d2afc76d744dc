/**
 * What a context has besides the common shape: folders, with `/`, and files. An entry needs its reason; what a third context needs
 * moves into the shape or into `platform`.
 */
export const extras: Readonly<Record<string, readonly string[]>> = {
  requirements: [
    'service/src/gate-policy/', // the versioned policy file and its reader
    'domain/src/phase-gate/gate-policy.ts',
  ],
  'data-quality': [
    'domain/src/contract/', 'domain/src/profile/', 'domain/src/rules/', 'domain/src/shape/', 'domain/src/sql/', // what a contract says, and the SQL that checks it
    'service/src/contract/', 'service/src/files/', 'service/src/verification/', // documents, files, and the engine's side of a verification
  ],
  training: [
    'domain/src/features/', 'domain/src/program/', // files and lines that clients write
    'service/src/environment/', 'service/src/executor/', 'service/src/feature-table/', 'service/src/program-folder/', 'service/src/run/', // where a program runs, and on what
  ],
  monitoring: [
    'domain/src/data/', 'domain/src/metrics/', // the library of figures
    'service/src/measuring/', // rows read and figures computed, beside the main thread
    'service/src/facts/', // what a measurement needs, gathered from read models
  ],
};
