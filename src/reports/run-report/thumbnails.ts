import type { Either } from 'fp-ts/lib/Either.js';
import type { TopLoss } from '../../core/index.ts';

/** The images of a report by path, as JPEG; Left: why there is none. */
export type Thumbnails = ReadonlyMap<string, Either<string, Uint8Array>>;

/** An image as an address that holds it; null, and why, where it could not be read. */
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

/** The end of a path, which tells images of one folder apart. */
export const fileName = (path: string): string => path.split(/[/\\]/).at(-1) ?? path;
