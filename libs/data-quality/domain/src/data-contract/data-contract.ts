import type { Command, Digest, Event, Recorded } from '@throughline/kernel';
import type { Problem } from '../shape/shape.ts';

/** What a document promises, as others hear of it. */
export interface PublishedPromise {
  readonly rules: readonly { readonly id: string; readonly kind: string; readonly severe: boolean; readonly description: string; readonly reason?: string }[];
  readonly notChecked: readonly { readonly path: string; readonly reason: string }[];
  readonly moments: readonly string[];
  readonly columns: readonly { readonly name: string; readonly logicalType: string; readonly availableAt: string | null; readonly expression: string | null }[];
}

export type DocumentReading =
  | { readonly status: 'refused'; readonly problems: readonly Problem[] }
  | { readonly status: 'read'; readonly odcsId: string; readonly document: { readonly digest: Digest; readonly size: number }; readonly promise: PublishedPromise };

export type DataContractCommand = Command<'PublishDataContract', {
  readonly dataset: string;
  /** Null when there is no such dataset. */
  readonly datasetName: string | null;
  readonly reading: DocumentReading;
}>;

export type DataContractEvent = Event<'DataContractPublished', {
  readonly dataset: string; readonly datasetName: string; readonly odcsId: string; readonly contractVersion: number;
  readonly document: { readonly digest: Digest; readonly size: number };
} & PublishedPromise>;

export type DataContract =
  | { readonly status: 'absent' }
  | { readonly status: 'published'; readonly dataset: string; readonly datasetName: string; readonly contractVersion: number; readonly document: Digest };

export const initialDataContract = (): DataContract => ({ status: 'absent' });

export const evolveDataContract = (_: DataContract, { data }: Recorded<DataContractEvent>): DataContract =>
  ({ status: 'published', dataset: data.dataset, datasetName: data.datasetName, contractVersion: data.contractVersion, document: data.document.digest });
