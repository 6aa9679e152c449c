/** Castagnoli's polynomial, its bits mirrored. */
const POLYNOMIAL = 0x82f63b78;

/** The checksum of each byte alone. */
const table = Uint32Array.from({ length: 256 }, (_, byte) =>
  Array.from({ length: 8 }).reduce<number>((crc) => (crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1), byte),
);

/** The CRC-32C of bytes (RFC 3720): `crc32c('123456789')` is e3069283. */
export const crc32c = (bytes: Uint8Array): number =>
  ~bytes.reduce((crc, byte) => (table[(crc ^ byte) & 255] ?? 0) ^ (crc >>> 8), -1) >>> 0;
