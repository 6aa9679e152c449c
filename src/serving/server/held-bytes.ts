import { formatBytes } from '../../core/index.ts';
import { HttpFailure } from './http-failure.ts';

/** The bytes of one request. */
export interface HeldBytes extends Disposable {
  /** Adds bytes. Throws HttpFailure if all requests together would hold too many. */
  readonly add: (bytes: number) => void;
}

/** The bytes of all requests that are not answered yet. */
export interface HeldBytesBudget {
  readonly lease: () => HeldBytes;
  /** Returns the number of bytes that are held. */
  readonly held: () => number;
}

/** Returns a budget for the bytes of requests. */
export function createHeldBytesBudget(max: number): HeldBytesBudget {
  let held = 0;
  return {
    held: () => held,
    lease: () => {
      let own = 0;
      return {
        add: (bytes) => {
          if (held + bytes > max)
            throw new HttpFailure(503, `the server holds ${formatBytes(held)} of images already`, {
              retryAfter: 1,
              closes: true,
            });
          own += bytes;
          held += bytes;
        },
        [Symbol.dispose]: () => {
          held -= own;
          own = 0;
        },
      };
    },
  };
}
