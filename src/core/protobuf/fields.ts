import { joined, littleEndian } from './bytes.ts';

/** A whole number, seven bits a byte, the lowest first; below 0 as the 64 bits of its two's complement. */
function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest >= 128n; rest >>= 7n) bytes.push(Number(rest & 127n) + 128);
  return Uint8Array.of(...bytes, Number(rest));
}

/** The number of a field and how its value is written. */
const key = (field: number, wire: 0 | 1 | 2 | 5): Uint8Array => varint(field * 8 + wire);

/** Fields of a message of Protocol Buffers, by their numbers. */
export const whole = (field: number, value: number): Uint8Array => joined([key(field, 0), varint(value)]);

export const double = (field: number, value: number): Uint8Array =>
  joined([key(field, 1), littleEndian(8, (view) => view.setFloat64(0, value, true))]);

export const float = (field: number, value: number): Uint8Array =>
  joined([key(field, 5), littleEndian(4, (view) => view.setFloat32(0, value, true))]);

export const text = (field: number, value: string): Uint8Array =>
  bytes(field, new TextEncoder().encode(value));

export const message = (field: number, ...fields: readonly Uint8Array[]): Uint8Array =>
  bytes(field, joined(fields));

export const bytes = (field: number, value: Uint8Array): Uint8Array =>
  joined([key(field, 2), varint(value.length), value]);
