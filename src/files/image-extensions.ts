/**
 * File name endings that count as images: those of `image/…` in Python's table of media types, which fastai's
 * `get_image_files` goes by. Decoded are jpg, jpeg, jpe, png, webp, gif, tif, tiff and avif; the others are listed all the same, so
 * that each is named as skipped instead of silently missing.
 */
const imageExtensions: ReadonlySet<string> = new Set(
  (
    'jpg jpeg jpe png webp gif tif tiff avif ' +
    'bmp heic heif ico ief pbm pgm pnm ppm ras rgb svg xbm xpm xwd'
  ).split(' '),
);

/** Whether a file of this name is listed: by its ending, upper or lower case; not if it starts with a dot. */
export function isImageName(name: string): boolean {
  const dot = name.lastIndexOf('.');
  return dot > 0 && !name.startsWith('.') && imageExtensions.has(name.slice(dot + 1).toLowerCase());
}
