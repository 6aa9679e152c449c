import { errorCode, messageOf } from '../support/message-of.ts';

/** Says why an image cannot be used, in words for the user. */
export class BadImage extends Error {}

/**
 * Converts whatever was thrown while an image was read. An error of a decoder becomes one sentence: libvips keeps its
 * messages for the whole process, so that the text may be another thread's, about another file.
 *
 * @param format the name of the image's format, if it is known
 */
export function toBadImage(cause: unknown, format = 'image'): BadImage {
  if (cause instanceof BadImage) return cause;
  const isSystemError = errorCode(cause) !== undefined;
  return new BadImage(
    isSystemError ? messageOf(cause) : `damaged or truncated, or an unsupported kind of ${format}`,
    { cause },
  );
}
