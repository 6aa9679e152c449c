import type { Progress } from './stragglers.ts';

/** A message from one process to another, beside the operations. */
export type ControlMessage = {
  readonly from: number;
} & (
  | ({ readonly kind: 'alive' } & Progress)
  /** To process 0: `rank` is lost. From process 0: the same, to all. */
  | { readonly kind: 'lost'; readonly rank: number; readonly reason: string }
  /** `rank` takes part no longer. */
  | { readonly kind: 'left'; readonly rank: number }
  /** From process 0: the others may exit. */
  | { readonly kind: 'dismissed' }
  /** To process 0: this process has completed. */
  | ({ readonly kind: 'completed' } & Progress)
  /** From process 0: all have completed. From the others: the last message. */
  | { readonly kind: 'goodbye' }
);

/** The bytes of the longest message. */
export const MESSAGE_BYTES = 4096;
/** Of a reason; the rest of a longer one is cut. */
const MOST_CHARACTERS = 600;
const LENGTH_BYTES = 4;

/** Returns a message as JSON, after its length. */
export function encodeMessage(message: ControlMessage): Uint8Array {
  const short =
    'reason' in message ? { ...message, reason: message.reason.slice(0, MOST_CHARACTERS) } : message;
  const text = Buffer.from(JSON.stringify(short));
  const bytes = new Uint8Array(LENGTH_BYTES + text.length);
  new DataView(bytes.buffer).setUint32(0, text.length);
  bytes.set(text, LENGTH_BYTES);
  return bytes;
}

/** Reads the message at the start of a buffer. */
export function decodeMessage(bytes: Uint8Array): ControlMessage {
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
  const text = Buffer.from(bytes.subarray(LENGTH_BYTES, LENGTH_BYTES + length)).toString();
  return JSON.parse(text) as ControlMessage;
}
