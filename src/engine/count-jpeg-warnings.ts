import { nativeAddon, type NativeAddon } from './native-addon.ts';

/** A result, and the number of images of which libjpeg reported corrupt data. */
export interface WithWarnings<T> {
  readonly result: T;
  readonly warnings: number;
}

/**
 * Runs synchronous work that decodes JPEG files, and counts the images that libjpeg decodes with a warning. TensorFlow
 * passes no warnings on. Costs two system calls at most; counts nothing without the addon.
 */
export function countJpegWarnings<T>(work: () => T): WithWarnings<T> {
  const addon = nativeAddon();
  const before = addon === null ? null : watch(addon);
  if (addon === null || before === null) return { result: work(), warnings: 0 };
  let after = before;
  let result: T;
  try {
    result = work();
  } finally {
    after = addon.unwatchJpegWarnings();
  }
  return { result, warnings: after - before };
}

/** Returns null if no memory is free. */
function watch({ watchJpegWarnings }: NativeAddon): number | null {
  try {
    return watchJpegWarnings();
  } catch {
    return null;
  }
}
