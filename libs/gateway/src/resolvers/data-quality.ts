import { CommandFault } from '@throughline/commands';
import {
  cancelVerification, dataQualityEvents, dataQualityRefusals, publishDataContract, quarantineRows, recordDatasetVersion, registerDataset, startVerification,
} from '@throughline/data-quality-contracts';
import { command } from '../commands/command-resolver.ts';
import { contractFile, dataContract, type DataContractDocument } from '../read-models/data-contract/data-contract.fold.ts';
import { dataset } from '../read-models/dataset/dataset.fold.ts';
import { keysFile, profileFile, verification, type VerificationDocument } from '../read-models/verification/verification.fold.ts';
import type { Row } from '../read-models/row.ts';
import type { GatewayPart } from '../schema/gateway-part.ts';
import { datasetVersionResolvers, versionsOf } from './dataset-versions.ts';
import type { GatewayContext } from './gateway-context.ts';
import { list } from './list.ts';
import { lookup } from './lookup.ts';
import { many, naming, one } from './related.ts';

const MEDIA_TYPES: Readonly<Record<string, string>> = { parquet: 'application/vnd.apache.parquet', csv: 'text/csv' };
const ofDataset = { datasetId: { column: 'dataset', id: 'Dataset' } } as const;
const contractsOf = naming(dataContract, 'dataset');

const published = ({ doc }: Row<DataContractDocument>): string => doc.publishedAt;

/** Of several contracts of one dataset the one published last holds. */
const contractOf = async (row: Row, args: unknown, context: GatewayContext): Promise<Row | null> => {
  const contracts = await contractsOf(row, args, context) as readonly Row<DataContractDocument>[];
  return contracts.reduce<Row<DataContractDocument> | null>((last, next) => (last && published(last) > published(next) ? last : next), null) as Row | null;
};

const progressOf = async ({ doc, stream, asOf }: Row<VerificationDocument>, _: unknown, { live }: GatewayContext) => {
  if (doc.state !== 'running' || asOf) return null;
  const points = await live.points('data-quality', { kind: 'verification', id: stream, after: 0 }).catch((cause: unknown) => {
    throw new CommandFault('UPSTREAM_UNAVAILABLE', 'data-quality does not answer; ask again.', { cause });
  });
  const last = points.at(-1);
  return last ? { ...last.point as object, at: last.at } : null;
};

export const dataQuality: GatewayPart = {
  context: 'data-quality',
  events: dataQualityEvents,
  refusals: dataQualityRefusals,
  folds: [dataset, dataContract, verification],
  resolvers: {
    Query: {
      dataset: lookup(dataset),
      datasets: list(dataset, { filters: { name: 'name' } }),
      dataContract: lookup(dataContract),
      dataContracts: list(dataContract, { filters: ofDataset }),
      verification: lookup(verification),
      verifications: list(verification, { filters: { ...ofDataset, datasetVersion: 'dataset_version', state: 'state' } }),
    },
    Initiative: { datasets: many(dataset, (doc: { datasets: readonly string[] }) => doc.datasets) },
    Dataset: { versions: versionsOf, contract: contractOf },
    ...datasetVersionResolvers,
    DataContract: {
      dataset: one(dataset, (doc: DataContractDocument) => doc.dataset),
      document: ({ doc }: Row<DataContractDocument>) => contractFile(doc),
    },
    Verification: {
      dataset: one(dataset, (doc: VerificationDocument) => doc.dataset),
      contract: one(dataContract, (doc: VerificationDocument) => doc.contract),
      results: ({ doc }: Row<VerificationDocument>) => doc.results.map((result) => ({ ...result, notEvaluated: result.notEvaluated ?? 0, keys: result.keys && keysFile(doc, result.rule, result.keys) })),
      profile: ({ doc }: Row<VerificationDocument>) => doc.profile && profileFile(doc, doc.profile),
      progress: progressOf,
    },
    Mutation: {
      registerDataset: command(registerDataset),
      recordDatasetVersion: command(recordDatasetVersion, ({ datasetId: _, mediaType, ...rest }, { id }) => ({ ...rest, mediaType: MEDIA_TYPES[mediaType], dataset: id('datasetId', 'Dataset') })),
      publishDataContract: command(publishDataContract, ({ document }, { id }) => ({ dataset: id('datasetId', 'Dataset'), document })),
      startVerification: command(startVerification, ({ version }, { id }) => ({ dataset: id('datasetId', 'Dataset'), version })),
      cancelVerification: command(cancelVerification, (_, { id }) => ({ verification: id('verificationId', 'Verification') })),
      quarantineRows: command(quarantineRows, ({ version, rules, reason }, { id }) =>
        ({ dataset: id('datasetId', 'Dataset'), verification: id('verificationId', 'Verification'), version, rules, reason })),
    },
  },
};
