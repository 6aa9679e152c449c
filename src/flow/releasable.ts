/**
 * A lease, such as a {@link Batch}: held by one owner at a time, and released once.
 *
 * @category Flow operators
 */
export interface Releasable extends Disposable {
  /** Calls `listener` once when the lease is released; immediately if it already is. */
  readonly whenReleased: (listener: () => void) => void;
}
