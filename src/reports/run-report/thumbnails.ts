import type { Either } from 'fp-ts/lib/Either.js';
import type { TopLoss } from '../../core/index.ts';

/** The pictures of a report by path, as JPEG; Left: why there is none. */
export type Thumbnails = ReadonlyMap<string, Either<string, Uint8Array>>;

/** A picture as an address that holds it; null, and why, where it could not be read. */
export function thumbnailOf(
  thumbnails: Thumbnails,
  { path }: Pick<TopLoss, 'path'>,
): { readonly url: string | null; readonly reason: string } {
  const picture = thumbnails.get(path);
  if (picture === undefined) return { url: null, reason: 'not read' };
  return picture._tag === 'Left'
    ? { url: null, reason: picture.left }
    : { url: `data:image/jpeg;base64,${Buffer.from(picture.right).toString('base64')}`, reason: '' };
}

/** The end of a path, which tells pictures of one folder apart. */
export const fileName = (path: string): string => path.split(/[/\\]/).at(-1) ?? path;
