import { subjectKey, when } from '@throughline/kernel';
import type { ModelVersionEvaluatedV1, ModelVersionRegisteredV1 } from '@throughline/registry-contracts';
import { modelVersionEvaluatedV1, modelVersionNotReproducedV1, modelVersionRegisteredV1, modelVersionReproducedV1 } from '@throughline/registry-contracts';
import { text } from '../columns.ts';
import { fold } from '../fold.ts';

export type EvaluationOfVersion = Omit<ModelVersionEvaluatedV1, 'model' | 'name' | 'subject'> & { readonly at: string };

export interface RerunOfVersion {
  readonly run: string;
  readonly original: string;
  readonly reproduced: boolean;
  readonly differenceCount: number;
  readonly at: string;
  readonly authors: readonly string[];
}

export interface ModelVersionDocument extends ModelVersionRegisteredV1 {
  readonly evaluations: readonly EvaluationOfVersion[];
  readonly reruns: readonly RerunOfVersion[];
}

const rerun = (doc: ModelVersionDocument, { run, original, authors }: Pick<RerunOfVersion, 'run' | 'original' | 'authors'>, differenceCount: number, at: string): ModelVersionDocument =>
  ({ ...doc, reruns: [...doc.reruns, { run, original, reproduced: differenceCount === 0, differenceCount, at, authors }] });

export const modelVersion = fold<ModelVersionDocument>({
  name: 'model-version', version: 1,
  columns: {
    model: text((doc) => doc.model), kpi: text((doc) => doc.kpi), run: text((doc) => doc.run), dataset: text((doc) => doc.dataset), subject: text((doc) => subjectKey(doc.subject)),
  },
  starts: [when(modelVersionRegisteredV1, ({ data }): ModelVersionDocument => ({ ...data, evaluations: [], reruns: [] }))],
  on: [
    when(modelVersionEvaluatedV1, ({ data: { model: _, name: __, subject: ___, ...evaluation }, time }, doc) => ({ ...doc, evaluations: [...doc.evaluations, { ...evaluation, at: time }] })),
    when(modelVersionReproducedV1, ({ data, time }, doc) => rerun(doc, data, 0, time)),
    when(modelVersionNotReproducedV1, ({ data, time }, doc) => rerun(doc, data, data.differenceCount, time)),
  ],
});
