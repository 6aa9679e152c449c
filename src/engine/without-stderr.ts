import { createRequire } from 'node:module';

/** The addon built from `native/stderr.cc`. */
interface Native {
  readonly silenceStderr: () => void;
  readonly restoreStderr: () => void;
}

let native: Native | null | undefined;

/**
 * Runs synchronous work while discarding everything written to file descriptor 2. TensorFlow prints there while it
 * loads, and libjpeg for damaged files, at every log level; both report errors as exceptions anyway.
 *
 * Discards nothing unless the environment variable `MILLRACE_NATIVE` names the addon. `nodeWorld` sets it; the engine's
 * process does not, so that the output can be reported if it crashes.
 */
export function withoutStderr<T>(work: () => T): T {
  const addon = loadNative();
  if (addon === null || !silence(addon)) return work();
  try {
    return work();
  } finally {
    addon.restoreStderr();
  }
}

/** Returns false if no file descriptor is free. */
function silence({ silenceStderr }: Native): boolean {
  try {
    silenceStderr();
    return true;
  } catch {
    return false;
  }
}

function loadNative(): Native | null {
  if (native !== undefined) return native;
  const path = process.env['MILLRACE_NATIVE'];
  try {
    native = path === undefined ? null : (createRequire(import.meta.url)(path) as Native);
  } catch {
    native = null;
  }
  return native;
}
