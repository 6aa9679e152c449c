import { joined, littleEndian } from '../../core/protobuf/index.ts';
import { crc32c } from './crc32c.ts';

/** A record of a TFRecord file: its length, the length's checksum, the data, the data's checksum. */
export function record(data: Uint8Array): Uint8Array {
  const length = littleEndian(8, (view) => view.setBigUint64(0, BigInt(data.length), true));
  return joined([length, checksum(length), data, checksum(data)]);
}

/** Masked, so that a checksum of bytes that hold checksums is worth something. */
const checksum = (bytes: Uint8Array): Uint8Array => {
  const crc = crc32c(bytes);
  return littleEndian(4, (view) => view.setUint32(0, ((crc >>> 15) | (crc << 17)) + 0xa282ead8, true));
};
