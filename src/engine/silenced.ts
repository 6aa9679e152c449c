import { createRequire } from 'node:module';

/** The addon of `native/stderr.cc`. */
interface Native {
  readonly silenceStderr: () => void;
  readonly restoreStderr: () => void;
}

let native: Native | null | undefined;

/**
 * Runs synchronous work during which nothing reaches file descriptor 2. TensorFlow prints there while it loads, and
 * libjpeg when a file is damaged, at every log level; errors of both arrive as exceptions.
 *
 * Only runs the work unless the environment variable `MILLRACE_NATIVE` names the addon, as `nodeWorld` sets it: the
 * engine's own process keeps what it writes, to report it if it crashes.
 */
export function silenced<T>(work: () => T): T {
  const silencer = loadNative();
  if (silencer === null || !isSilent(silencer)) return work();
  try {
    return work();
  } finally {
    silencer.restoreStderr();
  }
}

/** Returns false if no file descriptor is free: the work runs anyway. */
function isSilent({ silenceStderr }: Native): boolean {
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
