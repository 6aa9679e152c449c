import { formatBytes } from '../../core/index.ts';
import { HttpFailure } from './http-failure.ts';

/** The bytes of one request: held until each of their owners is disposed. */
export interface HeldBytes extends Disposable {
  /** Adds bytes. Throws HttpFailure if all requests together would hold too many. */
  readonly add: (bytes: number) => void;
  /** Returns one more owner of the same bytes. */
  readonly share: () => HeldBytes;
}

/** The bytes of all requests that are not answered yet, or whose images the model computes. */
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
      let owners = 0;
      const share = (): HeldBytes => {
        owners += 1;
        let isDisposed = false;
        return {
          share,
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
            if (isDisposed) return;
            isDisposed = true;
            owners -= 1;
            if (owners === 0) held -= own;
          },
        };
      };
      return share();
    },
  };
}
