/** A lease: held by one owner at a time, given back once. A `Batch` is one. */
export interface Releasable extends Disposable {
  /** Calls back once when the lease is given back; at once if it already is. */
  readonly whenReleased: (listener: () => void) => void;
}
