import { behalfOf, when, type Actor } from '@throughline/kernel';
import { evaluationFailedV1, evaluationMeasuredV1, evaluationRequestedV1, type EvaluationMeasuredV1, type EvaluationRequestedV1 } from '@throughline/monitoring-contracts';
import { text } from '../columns.ts';
import { fold } from '../fold.ts';

type Measured = Pick<EvaluationMeasuredV1, 'kpiVersion' | 'datasetDigest' | 'weeks' | 'share' | 'figures' | 'baseline' | 'beatsBaseline' | 'labelCut' | 'labels'>;

export interface EvaluationDocument extends EvaluationRequestedV1 {
  readonly state: 'requested' | 'measured' | 'failed';
  /** The person whose run is measured. */
  readonly startedBy: Actor | null;
  readonly measured: (Measured & { readonly at: string }) | null;
  readonly failure: string | null;
}

export const evaluation = fold<EvaluationDocument>({
  name: 'evaluation', version: 1,
  columns: {
    kpi: text((doc) => doc.kpi), run: text((doc) => doc.run), purpose: text((doc) => doc.purpose), state: text((doc) => doc.state), model: text((doc) => doc.model),
  },
  starts: [when(evaluationRequestedV1, (event): EvaluationDocument => ({
    ...event.data, state: 'requested', startedBy: behalfOf(event) ?? null, measured: null, failure: null,
  }))],
  on: [
    when(evaluationMeasuredV1, ({ data, time }, doc) => {
      const { kpiVersion, datasetDigest, weeks, share, figures, baseline, beatsBaseline, labelCut, labels } = data;
      return { ...doc, state: 'measured', failure: null, measured: { kpiVersion, datasetDigest, weeks, share, figures, baseline, beatsBaseline, labelCut, labels, at: time } };
    }),
    when(evaluationFailedV1, ({ data }, doc) => ({ ...doc, state: 'failed', failure: data.reason })),
  ],
});
