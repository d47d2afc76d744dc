import type { Actor, Digest, IntegrationEvent } from '@throughline/kernel';
import { when } from '@throughline/kernel';
import type { DataContractPublishedV1 } from '@throughline/data-quality-contracts';
import { dataContractPublishedV1 } from '@throughline/data-quality-contracts';
import { text } from '../columns.ts';
import { fold, type FileReference } from '../fold.ts';

export interface DataContractDocument extends DataContractPublishedV1 {
  readonly publishedBy: Actor;
  readonly publishedAt: string;
}

export const contractFile = ({ document, odcsId, contractVersion }: DataContractDocument): FileReference =>
  ({ digest: document.digest as Digest, size: document.size, name: `${odcsId}-${contractVersion}.odcs.yaml`, mediaType: 'application/yaml' });

const documentOf = ({ data, actor, time }: IntegrationEvent<DataContractPublishedV1>): DataContractDocument => ({ ...data, publishedBy: actor, publishedAt: time });

export const dataContract = fold<DataContractDocument>({
  name: 'data-contract', version: 1,
  columns: { dataset: text((doc) => doc.dataset) },
  files: (doc) => [contractFile(doc)],
  // Each version says everything anew, the first one too.
  blank: (event) => documentOf(event as IntegrationEvent<DataContractPublishedV1>),
  on: [when(dataContractPublishedV1, documentOf)],
});
