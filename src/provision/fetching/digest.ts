import { createHash, type BinaryToTextEncoding } from 'node:crypto';
import { createReadStream } from 'node:fs';

/**
 * A digest in its published form: a SHA-256 in hexadecimal, as pip writes it, or a SHA-512 in base64, as npm writes it.
 */
export type Digest = `sha256:${string}` | `sha512-${string}`;

/** Returns the digest of a file, of the same kind as the given one. Rejects if the file cannot be read. */
export const digestFile = async (file: string, kind: Digest): Promise<Digest> =>
  kind.startsWith('sha256:')
    ? `sha256:${await hashFile(file, 'sha256', 'hex')}`
    : `sha512-${await hashFile(file, 'sha512', 'base64')}`;

/** Returns the hash of a file, read in pieces. Rejects if the file cannot be read. */
export async function hashFile(
  file: string,
  algorithm: 'sha256' | 'sha512',
  encoding: BinaryToTextEncoding,
): Promise<string> {
  const hash = createHash(algorithm);
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) hash.update(chunk as Buffer);
  return hash.digest(encoding);
}
