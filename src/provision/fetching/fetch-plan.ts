import type { Archive } from './archive.ts';
import type { Patience } from './patience.ts';

/** What to fetch, from where, and where to. */
export interface FetchPlan {
  readonly archive: Archive;
  readonly url: string;
  /** Of the archive, whole or not. */
  readonly path: string;
  /** Where the pictures will be. */
  readonly folder: string;
  readonly patience: Patience;
}
