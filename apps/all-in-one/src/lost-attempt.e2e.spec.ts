import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { readOrCreateSecret } from '@throughline/embedded-postgres';
import { builtInIssuer, type PersonaName } from '@throughline/identity';
import { sha256 } from '@throughline/kernel';
import { buildAll, PlaneProcess } from '@throughline/testing';

const CONTRACT = `
apiVersion: v3.1.0
kind: DataContract
id: small-flights
version: 1.0.0
status: active
customProperties: [{ property: moments, value: [prediction, arrival] }]
schema:
  - name: flights
    properties:
      - { name: day, logicalType: date, customProperties: [{ property: availableAt, value: prediction }] }
      - { name: delay, logicalType: integer, customProperties: [{ property: availableAt, value: arrival }], required: true }
`;
const FEATURES = 'features: [{ name: weekday, expression: isodow(day), columns: [day] }]\nlabel: { name: late, expression: delay > 15, columns: [delay] }';
// The first attempt leaves its mark and waits for its end; whoever finds the mark goes on.
const PROGRAM = `
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
const { mark, ends } = JSON.parse(readFileSync(process.env.THROUGHLINE_PARAMETERS, 'utf8'));
process.stdin.on('end', () => { appendFileSync(ends, process.pid + '\\n'); process.exit(1); }).resume();
if (!existsSync(mark)) {
  writeFileSync(mark, String(process.pid));
  setInterval(() => {}, 1000);
} else {
  mkdirSync(process.env.THROUGHLINE_OUTPUT_DIR + '/model');
  writeFileSync(process.env.THROUGHLINE_OUTPUT_DIR + '/model/model.json', '{}');
  process.stdin.removeAllListeners('end').destroy();
}
`;

describe('a run whose plane is killed', () => {
  let plane: PlaneProcess;
  let place: string;
  const tokens = new Map<PersonaName, string>();

  const ask = async (as: PersonaName, query: string, variables: object = {}) => {
    if (!tokens.has(as)) {
      const issuer = await builtInIssuer((name) => readOrCreateSecret(plane.dataDir, name));
      tokens.set(as, (await issuer.issueToken({ persona: as, workspace: 'default', ttl: 3600 })).token);
    }
    const answer = await plane.graphql(tokens.get(as)!, query, variables);
    if (answer.errors) throw new Error(JSON.stringify(answer.errors));
    // eslint-disable-next-line @typescript-eslint/no-explicit-any
    return answer.data as any;
  };
  const send = async (as: PersonaName, mutation: string, input: object): Promise<string> => {
    const { outcome } = await ask(as, `mutation($input: ${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input!) { outcome: ${mutation}(input: $input) { command { entityId } userErrors { code message } } }`,
      { input: { idempotencyKey: randomUUID(), ...input } });
    if (outcome.userErrors.length) throw new Error(`${mutation}: ${JSON.stringify(outcome.userErrors)}`);
    return outcome.command.entityId;
  };
  const until = async <T>(what: string, look: () => Promise<T | null | undefined | false>): Promise<T> => {
    for (const deadline = Date.now() + 60_000; ; await pause(100)) {
      const found = await look();
      if (found) return found;
      if (Date.now() > deadline) throw new Error(`${what}: not within 60 s`);
    }
  };
  const fileText = (name: string) => readFile(join(place, name), 'utf8').catch((error: NodeJS.ErrnoException) => { if (error.code === 'ENOENT') return ''; throw error; });

  beforeAll(async () => {
    await buildAll();
    place = await mkdtemp(join(tmpdir(), 'throughline-lost-attempt-'));
    await mkdir(join(place, 'program'));
    await writeFile(join(place, 'program', 'train.mjs'), PROGRAM);
    await writeFile(join(place, 'flights.csv'), `day,delay\n${Array.from({ length: 50 }, (_, i) => `2001-01-${String(1 + (i % 9)).padStart(2, '0')},${i}\n`).join('')}`);
    plane = await PlaneProcess.create({ DATASET_ROOTS: place, TRAINING_ROOTS: place });
    await plane.start();
  }, 180_000);
  afterAll(async () => {
    await plane.remove();
    await rm(place, { recursive: true, force: true });
  });

  it('is carried out by another attempt, once, and its first program ends with the plane', async () => {
    const procedure = { label: 'late', expression: 'delay > 15', columns: ['delay'] };
    const kpiId = await send('product-owner', 'defineKpi', { definition: {
      name: 'Late flights', metric: { name: 'RECALL_AT_SHARE', share: 0.3 }, unit: 'RATIO', direction: 'HIGHER', window: 'ISO_WEEK', segment: 'all', procedure, guards: [],
    } });
    const datasetId = await send('data-steward', 'registerDataset', { name: 'flights', description: 'A few flights.' });
    await send('data-steward', 'publishDataContract', { datasetId, expectedVersion: null, document: CONTRACT });
    await send('data-steward', 'recordDatasetVersion', { datasetId, expectedVersion: null, version: '1', file: 'flights.csv', sha256: sha256(await fileText('flights.csv')), mediaType: 'CSV' });
    const verificationId = await send('data-steward', 'startVerification', { datasetId, version: '1' });
    await until('the verdict', async () => (await ask('viewer', 'query($id: ID!) { verification(id: $id) { verdict } }', { id: verificationId })).verification?.verdict === 'MET');
    const run = await send('ml-engineer', 'startTrainingRun', {
      kpiId, model: 'small', datasetId, datasetVersion: '1', period: { from: '2001-01-01', to: '2001-01-10' }, features: FEATURES, program: { folder: 'program', command: ['node', 'train.mjs'] },
      parameters: { mark: join(place, 'mark'), ends: join(place, 'ends') }, seed: 1, input: 'CSV',
    });
    const first = await until('the first program', () => fileText('mark'));

    await plane.end('SIGKILL');
    expect(await until('the end of the first program', () => fileText('ends'))).toBe(`${first}\n`);
    await plane.start();

    const look = 'query($id: ID!) { trainingRun(id: $id) { state attempts { attempt } artifact { digest } history(first: 10) { nodes { type } } } }';
    const ended = await until('the end of the run', async () => {
      const { trainingRun } = await ask('viewer', look, { id: run });
      return trainingRun?.state !== 'STARTED' && trainingRun;
    });
    expect(ended).toMatchObject({ state: 'SUCCEEDED', attempts: [{ attempt: 1 }, { attempt: 2 }], artifact: { digest: expect.stringMatching(/^sha256:/) } });
    expect(ended.history.nodes.map(({ type }: { type: string }) => type)).toEqual(['training-run-started', 'training-run-attempt-started', 'training-run-attempt-started', 'training-run-succeeded']);
  }, 180_000);
});
