import { at } from '../../core/index.ts';
import { concatBytes, littleEndian } from '../../core/protobuf/index.ts';

/** Returns a record of a TFRecord file: its length, the length's checksum, the data, the data's checksum. */
export function record(data: Uint8Array): Uint8Array {
  const length = littleEndian(8, (view) => view.setBigUint64(0, BigInt(data.length), true));
  return concatBytes([length, checksum(length), data, checksum(data)]);
}

/** Masked, as the format requires: the CRC of data that contains its own CRC is weak. */
const checksum = (bytes: Uint8Array): Uint8Array => {
  const crc = crc32c(bytes);
  return littleEndian(4, (view) => view.setUint32(0, ((crc >>> 15) | (crc << 17)) + 0xa282ead8, true));
};

/** Castagnoli's polynomial, bit-reversed. */
const POLYNOMIAL = 0x82f63b78;

/** The CRC of each single byte. */
const table = Uint32Array.from({ length: 256 }, (_, byte) =>
  Array.from({ length: 8 }).reduce<number>((crc) => (crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1), byte),
);

/** Returns the CRC-32C of bytes (RFC 3720): `crc32c('123456789')` is e3069283. */
export const crc32c = (bytes: Uint8Array): number =>
  ~bytes.reduce((crc, byte) => at(table, (crc ^ byte) & 255) ^ (crc >>> 8), -1) >>> 0;
