import type { Either } from 'fp-ts/lib/Either.js';
import type { TopLoss } from '../../core/index.ts';

/** JPEG images by path; Left: why an image cannot be shown. */
export type Thumbnails = ReadonlyMap<string, Either<string, Uint8Array>>;

/** Returns an image as a data URL, or null with the reason. */
export function thumbnailOf(
  thumbnails: Thumbnails,
  { path }: Pick<TopLoss, 'path'>,
): { readonly url: string | null; readonly reason: string } {
  const image = thumbnails.get(path);
  if (image === undefined) return { url: null, reason: 'not read' };
  return image._tag === 'Left'
    ? { url: null, reason: image.left }
    : { url: `data:image/jpeg;base64,${Buffer.from(image.right).toString('base64')}`, reason: '' };
}
