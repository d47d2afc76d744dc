import { readListing, type BlobStore } from '@throughline/blob-store';
import type { Digest } from '@throughline/kernel';
import type { Difference } from '@throughline/training-domain';

const listing = async (blobs: BlobStore, digest: Digest): Promise<ReadonlyMap<string, string>> => {
  const chunks: Buffer[] = [];
  for await (const chunk of await blobs.get(digest)) chunks.push(chunk as Buffer);
  return new Map(readListing(Buffer.concat(chunks).toString('utf8')).map(({ path, sha256 }) => [path, `sha256:${sha256}`]));
};

/** Which files of two artefacts are not the same. */
export const compareTrees = async (blobs: BlobStore, original: Digest, rerun: Digest): Promise<readonly Difference[]> => {
  const [before, after] = [await listing(blobs, original), await listing(blobs, rerun)];
  return [...new Set([...before.keys(), ...after.keys()])].sort()
    .map((path) => ({ path: `model/${path}`, original: before.get(path) ?? null, rerun: after.get(path) ?? null }))
    .filter((d) => d.original !== d.rerun);
};
