import { quarantineFile, type DatasetDocument, type DatasetVersionDocument, type QuarantineDocument } from '../read-models/dataset/dataset.fold.ts';
import { verification, type VerificationDocument } from '../read-models/verification/verification.fold.ts';
import type { Row } from '../read-models/row.ts';
import type { TypeResolvers } from '../schema/gateway-part.ts';
import type { GatewayContext } from './gateway-context.ts';

/** A version with the dataset that it is of. */
interface Version {
  readonly of: Row<DatasetDocument>;
  readonly version: DatasetVersionDocument;
}

export const versionsOf = (of: Row<DatasetDocument>): readonly Version[] => of.doc.versions.map((version) => ({ of, version }));

// All verifications of a dataset are read at once, for all its versions.
const verificationsOf = async ({ of, version }: Version, { reads }: GatewayContext): Promise<readonly Row<VerificationDocument>[]> => {
  const rows = await reads.byColumn(verification, 'dataset', of.stream, of.asOf) as readonly Row<VerificationDocument>[];
  return rows.filter(({ doc }) => doc.datasetVersion === version.version);
};

const statusOf = async (version: Version, context: GatewayContext): Promise<string> => {
  const verifications = await verificationsOf(version, context);
  const judged = verifications.findLast(({ doc }) => doc.verdict !== null);
  return judged?.doc.verdict ?? verifications.at(-1)?.doc.state ?? 'unverified';
};

const quarantineOf = ({ of, version }: Version): (QuarantineDocument & { readonly of: Row<DatasetDocument> }) | null => {
  const found = of.doc.quarantines.find((quarantine) => quarantine.version === version.version);
  return found ? { ...found, of } : null;
};

const field = (name: keyof DatasetVersionDocument) => ({ version }: Version) => version[name];

export const datasetVersionResolvers: Readonly<Record<string, TypeResolvers>> = {
  DatasetVersion: {
    version: field('version'), file: field('file'), sha256: field('sha256'), size: field('size'), range: field('range'), base: field('base'),
    recordedBy: field('by'), recordedAt: field('at'),
    mediaType: ({ version }: Version) => (version.mediaType === 'text/csv' ? 'csv' : 'parquet'),
    quarantine: quarantineOf,
    status: (version: Version, _: unknown, context: GatewayContext) => statusOf(version, context),
    verification: async (version: Version, _: unknown, context: GatewayContext) => (await verificationsOf(version, context)).at(-1) ?? null,
  },
  Quarantine: {
    keys: quarantineFile,
    verification: ({ of, verification: stream }: NonNullable<ReturnType<typeof quarantineOf>>, _: unknown, { reads }: GatewayContext) => reads.byStream(verification, stream, of.asOf),
  },
};
