/** How long failing connections are put up with. */
export interface RetryPolicy {
  /** A connection without a byte for so long is given up. */
  readonly stallMs: number;
  /** How many times a download goes on after its connection failed. */
  readonly retries: number;
  /** The first pause before going on; each is twice as long as the one before, up to half a minute. */
  readonly retryMs: number;
}
