/** A file that belongs to the exported page. */
export interface PageFile {
  readonly name: string;
  readonly content: Uint8Array;
}

/** The names of these files: the script, its computations in WebAssembly, and the licences of both. */
export const PAGE_FILES = ['page.js', 'tfjs-backend-wasm-simd.wasm', 'LICENSES.txt'] as const;
