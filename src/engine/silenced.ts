import { createRequire } from 'node:module';

/** The addon of `native/stderr.cc`. */
interface Native {
  readonly silenceStderr: () => number;
  readonly restoreStderr: (saved: number) => void;
}

let native: Native | null | undefined;

/**
 * Runs synchronous work during which nothing reaches file descriptor 2. TensorFlow greets there while it is loaded, and
 * libjpeg complains there of damaged files, whatever the log level is; what matters of both comes as an exception.
 *
 * Does nothing but the work where the addon that `MILLRACE_NATIVE` names is missing.
 */
export function silenced<T>(work: () => T): T {
  const { silenceStderr, restoreStderr } = loadNative() ?? NOTHING;
  const saved = silenceStderr();
  try {
    return work();
  } finally {
    restoreStderr(saved);
  }
}

const NOTHING: Native = { silenceStderr: () => -1, restoreStderr: () => undefined };

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
