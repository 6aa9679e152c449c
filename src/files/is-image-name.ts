/**
 * The extensions of the `image/…` types in Python's `mimetypes`, which fastai's `get_image_files` uses.
 *
 * Only those on the first line can be decoded. The others are listed so that such files are reported as skipped rather
 * than silently missing.
 */
const imageExtensions: ReadonlySet<string> = new Set(
  (
    'jpg jpeg jpe png webp gif tif tiff avif ' +
    'bmp heic heif ico ief pbm pgm pnm ppm ras rgb svg xbm xpm xwd'
  ).split(' '),
);

/** Whether a file name has an image extension, in upper or lower case, and does not start with a dot. */
export function isImageName(name: string): boolean {
  const dot = name.lastIndexOf('.');
  return dot > 0 && !name.startsWith('.') && imageExtensions.has(name.slice(dot + 1).toLowerCase());
}
