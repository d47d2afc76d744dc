import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { openBlobStore, type BlobStore } from '@throughline/blob-store';

/** The blob store of the configuration, or the folder `blobs` of `DATA_DIR`. */
export const openBlobs = ({ DATA_DIR, BLOB_STORE_URL }: { readonly DATA_DIR: string; readonly BLOB_STORE_URL: string | undefined }): BlobStore =>
  openBlobStore(BLOB_STORE_URL ?? pathToFileURL(resolve(DATA_DIR, 'blobs')).toString());
