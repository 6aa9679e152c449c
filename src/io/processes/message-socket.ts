import type { Socket } from 'node:net';
import { deserialize, serialize } from 'node:v8';
import { fromEvent, share, Observable } from 'rxjs';

/** Both ends of a connection that carries messages, as the channel between a process and its fork does. */
export interface MessageSocket {
  /** Sends a message, and calls `onSent` when it is written or the connection is closed. */
  readonly send: (message: unknown, onSent?: () => void) => void;
  /** The messages of the other end, from the first subscription on. */
  readonly messages$: Observable<unknown>;
  /** Emits when the connection is closed, also by an error. */
  readonly closed$: Observable<unknown>;
}

const HEADER_BYTES = 4;

/** Returns the messages of a socket: each is its length, then its bytes in V8's serialization, which has NaN and Infinity. */
export function messageSocket(socket: Socket): MessageSocket {
  // `close` follows, and is what counts.
  socket.on('error', () => undefined);
  return {
    send: (message, onSent = () => undefined) => {
      if (!socket.writable) {
        onSent();
        return;
      }
      const body = serialize(message);
      const header = Buffer.alloc(HEADER_BYTES);
      header.writeUInt32LE(body.length);
      socket.write(header);
      socket.write(body, () => onSent());
    },
    messages$: new Observable<unknown>((subscriber) => {
      let rest = Buffer.alloc(0);
      socket.on('data', (chunk: Buffer) => {
        rest = Buffer.concat([rest, chunk]);
        while (rest.length >= HEADER_BYTES) {
          const end = HEADER_BYTES + rest.readUInt32LE();
          if (rest.length < end) break;
          const body = rest.subarray(HEADER_BYTES, end);
          rest = rest.subarray(end);
          subscriber.next(deserialize(body));
        }
      });
    }).pipe(share()),
    closed$: fromEvent(socket, 'close'),
  };
}
