const setOf = (extensions: string): ReadonlySet<string> => new Set(extensions.split(' '));

/** Extensions of the formats that are decoded. */
const decoded = setOf('jpg jpeg jpe jfif png webp gif tif tiff avif bmp');

/** The other extensions of the `image/…` types in Python's `mimetypes`, which fastai's `get_image_files` uses. */
const listed = setOf('heic heif ico ief pbm pgm pnm ppm ras rgb svg xbm xpm xwd');

/** Further extensions of images. */
const others = setOf('dds dng cr2 cr3 nef arw exr hdr j2k jp2 jpx jxl psd tga');

/** Returns the extension of a name or a path, in lower case; empty for none. */
export const extensionOf = (name: string): string => {
  const dot = name.lastIndexOf('.');
  return dot > 0 && !name.startsWith('.') ? name.slice(dot + 1).toLowerCase() : '';
};

/** Whether a file name has the extension of an image that is decoded, in upper or lower case, and does not start with a dot. */
export const isImageName = (name: string): boolean => decoded.has(extensionOf(name));

/** Whether a file name has the extension of an image of another format. */
export const isForeignImageName = (name: string): boolean =>
  listed.has(extensionOf(name)) || others.has(extensionOf(name));

/** Whether fastai's `get_image_files` finds a file of this name. */
export const isListedName = (name: string): boolean => isImageName(name) || listed.has(extensionOf(name));
