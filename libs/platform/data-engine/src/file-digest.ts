import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';

const PIECE = 1 << 18;

/** SHA-256 of a file's bytes as they are now, lower-case hex; read piece by piece into one buffer. */
export const fileDigest = async (path: string): Promise<string> => {
  const hash = createHash('sha256');
  const piece = Buffer.allocUnsafeSlow(PIECE);
  const file = await open(path);
  try {
    for (;;) {
      const { bytesRead } = await file.read(piece, 0, PIECE);
      if (bytesRead === 0) return hash.digest('hex');
      hash.update(piece.subarray(0, bytesRead));
    }
  } finally {
    await file.close();
  }
};
