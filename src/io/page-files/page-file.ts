/** A file that the exported page loads. */
export interface PageFile {
  readonly name: string;
  readonly content: Uint8Array;
}

/** The names of these files: the script, and its computations in WebAssembly. */
export const PAGE_FILES = ['page.js', 'tfjs-backend-wasm-simd.wasm'] as const;
