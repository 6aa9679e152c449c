import type { Observable } from 'rxjs';
import type { ImageFiles } from '../core/index.ts';

/**
 * Looks for probable mistakes in the images of a run, and emits them once, as sentences.
 *
 * @category Files
 */
export type Examiner = (files: ImageFiles) => Observable<readonly string[]>;
