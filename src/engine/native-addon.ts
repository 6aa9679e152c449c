import { createRequire } from 'node:module';

/** The addon built from `native/`. */
export interface NativeAddon {
  readonly silenceStderr: () => void;
  readonly restoreStderr: () => void;
  /** Return the number of libjpeg's warnings so far; they are counted between the two calls. */
  readonly watchJpegWarnings: () => number;
  readonly unwatchJpegWarnings: () => number;
  /** Returns the address of the values of an array. */
  readonly addressOf: (values: Float32Array) => number;
}

let loaded: NativeAddon | null | undefined;

/** Returns the addon that the environment variable `MILLRACE_NATIVE` names; null if it names none or it cannot be loaded. */
export function nativeAddon(): NativeAddon | null {
  if (loaded !== undefined) return loaded;
  const path = process.env['MILLRACE_NATIVE'];
  try {
    loaded = path === undefined ? null : (createRequire(import.meta.url)(path) as NativeAddon);
  } catch {
    loaded = null;
  }
  return loaded;
}
