import { fileURLToPath } from 'node:url';
import type { BlobStore } from './blob-store.ts';
import { FolderBlobStore } from './folder-blob-store.ts';

/** The store that `BLOB_STORE_URL` names; only `file:` exists so far. @throws Error naming the scheme that is not known */
export const openBlobStore = (url: string): BlobStore => {
  const { protocol } = new URL(url);
  if (protocol !== 'file:') throw new Error(`BLOB_STORE_URL has scheme ${protocol.slice(0, -1)}; only file is known`);
  return new FolderBlobStore(fileURLToPath(url));
};
