import { when, type Subject } from '@throughline/kernel';
import type { Transaction } from '@throughline/commands';
import type { ReadModel } from '@throughline/projections';
import { trainingRunSucceededV1 } from '@throughline/training-contracts';

/** Which run made which artefact and says how to score with it. */
export const modelMakers: ReadModel = {
  name: 'model-makers', version: 1, tables: ['model_maker'],
  on: [
    when(trainingRunSucceededV1, async ({ data, stream, workspace, time }, tx: Transaction) => {
      if (data.kind !== 'train' || !data.artifact || !data.evaluateOn) return;
      await tx.query('insert into training.model_maker(workspace, digest, run, at) values ($1,$2,$3,$4) on conflict do nothing', [workspace, data.artifact.digest, stream, time]);
    }),
  ],
};

/** The newest run that made the artefact and named the program that scores with it. */
export const findModelMaker = async (tx: Transaction, workspace: string, subject: Subject): Promise<string | null> => {
  if (subject.kind !== 'artifact') return null;
  const { rows } = await tx.query('select run from training.model_maker where workspace = $1 and digest = $2 order by at desc, run desc limit 1', [workspace, subject.digest]);
  return (rows[0]?.run as string | undefined) ?? null;
};
