import { createECDH, hkdfSync } from 'node:crypto';
import type { JWK } from 'jose';

/** The ES256 key pair that a kept secret stands for, so that one secret in the data folder is all an installation keeps. */
export const signingKeyOf = (secret: string): { readonly privateJwk: JWK; readonly publicJwk: JWK } => {
  if (Buffer.byteLength(secret) < 32) throw new RangeError('The secret of the signing key must have at least 32 bytes.');
  // 48 bytes reduced into 1 … n−1 (FIPS 186-5 A.2.1), so that every secret gives a valid scalar.
  const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
  const wide = BigInt(`0x${Buffer.from(hkdfSync('sha256', secret, '', 'throughline ES256 signing key', 48)).toString('hex')}`);
  const d = Buffer.from((wide % (order - 1n) + 1n).toString(16).padStart(64, '0'), 'hex');
  const curve = createECDH('prime256v1');
  curve.setPrivateKey(d);
  const point = curve.getPublicKey();
  const publicJwk = { kty: 'EC', crv: 'P-256', x: point.subarray(1, 33).toString('base64url'), y: point.subarray(33).toString('base64url') };
  return { publicJwk, privateJwk: { ...publicJwk, d: d.toString('base64url') } };
};
