import { concatBytes, littleEndian } from './bytes.ts';

/** Encodes an integer in base 128, lowest digit first; negative ones as 64-bit two's complement. */
function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest >= 128n; rest >>= 7n) bytes.push(Number(rest & 127n) + 128);
  return Uint8Array.of(...bytes, Number(rest));
}

/** Encodes the number of a field and its wire type. */
const key = (field: number, wireType: 0 | 1 | 2 | 5): Uint8Array => varint(field * 8 + wireType);

/** Each of the following functions encodes one field of a message; `field` is its number. */
export const int = (field: number, value: number): Uint8Array => concatBytes([key(field, 0), varint(value)]);

export const double = (field: number, value: number): Uint8Array =>
  concatBytes([key(field, 1), littleEndian(8, (view) => view.setFloat64(0, value, true))]);

export const float = (field: number, value: number): Uint8Array =>
  concatBytes([key(field, 5), littleEndian(4, (view) => view.setFloat32(0, value, true))]);

export const string = (field: number, value: string): Uint8Array =>
  bytes(field, new TextEncoder().encode(value));

export const message = (field: number, ...fields: readonly Uint8Array[]): Uint8Array =>
  bytes(field, concatBytes(fields));

export const bytes = (field: number, value: Uint8Array): Uint8Array =>
  concatBytes([key(field, 2), varint(value.length), value]);
