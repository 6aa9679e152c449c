/**
 * Why something in a folder of images is not used.
 *
 * @category Files
 */
export type LeftOutReason =
  | 'no image'
  | 'format that is not decoded'
  | 'hidden'
  | 'folder without images'
  | 'broken link'
  | 'link to a folder around it'
  | 'no file'
  | 'cannot be read'
  | 'of another program'
  | 'run of Millrace'
  | 'beside the class folders'
  | 'test image'
  | 'not evaluated'
  | 'in no part of the split'
  | 'in no row of the labels';

/**
 * Something in a folder of images that is not used.
 *
 * @category Files
 */
export interface LeftOut {
  readonly path: string;
  readonly reason: LeftOutReason;
}
