import { nativeAddon, type NativeAddon } from './native-addon.ts';

/**
 * Runs synchronous work while discarding everything written to file descriptor 2. TensorFlow prints there while it
 * loads, and libjpeg for damaged files, at every log level; both report errors as exceptions anyway.
 *
 * Discards nothing unless the environment variable `MILLRACE_SILENT` is set. `nodeWorld` sets it; the engine's process
 * does not, so that the output can be reported if it crashes.
 */
export function withoutStderr<T>(work: () => T): T {
  const addon = process.env['MILLRACE_SILENT'] === undefined ? null : nativeAddon();
  if (addon === null || !silence(addon)) return work();
  try {
    return work();
  } finally {
    addon.restoreStderr();
  }
}

/** Returns false if no file descriptor is free. */
function silence({ silenceStderr }: NativeAddon): boolean {
  try {
    silenceStderr();
    return true;
  } catch {
    return false;
  }
}
