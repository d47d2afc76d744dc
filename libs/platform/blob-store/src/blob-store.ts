import type { Readable } from 'node:stream';
import type { Digest } from '@throughline/kernel';

/** What is stored under a digest. */
export interface StoredBlob {
  readonly digest: Digest;
  /** Bytes. */
  readonly size: number;
}

/** Half-open range of bytes. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** A stored folder: digest of its list, bytes of all its files. */
export interface StoredTree extends StoredBlob {
  readonly files: number;
}

/** What can be stored: bytes in pieces, bytes, or a text, which is stored as UTF-8. */
export type BlobContent = AsyncIterable<Uint8Array> | Iterable<Uint8Array> | Uint8Array | string;

/** Content under its SHA-256: stored once, never changed. */
export interface BlobStore {
  /** Stores content durably before it answers; content that is there already is stored once. */
  put(content: BlobContent): Promise<StoredBlob>;
  /**
   * The content, or a range of it.
   * @throws BlobNotFound, RangeError for a range beyond the content; the stream ends with BlobCorrupt when its bytes are not those of the digest
   */
  get(digest: Digest, range?: ByteRange): Promise<Readable>;
  has(digest: Digest): Promise<boolean>;
  /** Bytes. @throws BlobNotFound */
  size(digest: Digest): Promise<number>;
  /**
   * Stores every file of a folder, and the list of them as one blob: sorted lines `path NUL sha256 NUL size LF`, the digest in bare
   * hexadecimal digits, paths relative with `/` and sorted by their bytes. The list's digest is the folder's.
   * @throws TreeRefused for a link or anything else that is neither file nor folder, and for an empty folder
   */
  putTree(folder: string): Promise<StoredTree>;
  /** Writes a stored folder to a place that must be empty or absent. @throws BlobNotFound, BlobCorrupt, TreeRefused */
  getTree(digest: Digest, target: string): Promise<StoredTree>;
}

/** Nothing is stored under this digest. */
export class BlobNotFound extends Error {
  constructor(digest: string) {
    super(`no blob ${digest} is stored here`);
  }
}

/** The stored bytes are not those that the digest names: the disk, or somebody, changed them. */
export class BlobCorrupt extends Error {
  constructor(digest: string, found: string) {
    super(`blob ${digest} is corrupt: its bytes have the digest ${found}. Restore it from a copy.`);
  }
}

/** A folder that cannot be stored or written as a tree. */
export class TreeRefused extends Error {}
