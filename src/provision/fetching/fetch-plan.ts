import type { Archive } from './archive.ts';
import type { RetryPolicy } from './retry-policy.ts';

/** What to fetch, from where, and where to. */
export interface FetchPlan {
  readonly archive: Archive;
  readonly url: string;
  /** Of the archive, whole or not. */
  readonly path: string;
  /** Where the images will be. */
  readonly folder: string;
  readonly retryPolicy: RetryPolicy;
}
