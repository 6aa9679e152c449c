import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TensorMetadata } from '../../src/engine/binding.ts';
import { backend, DTYPE } from '../../src/engine/raw-op.ts';
import { tf } from '../../src/engine/index.ts';
import type { ExportedFile } from '../../src/export/index.ts';

/** The images of a SavedModel: bytes `[N, H, W, 3]`, or the contents of files. */
export type SavedModelImages =
  | { readonly bytes: Uint8Array; readonly shape: readonly number[] }
  | { readonly files: readonly Uint8Array[] };

/** The functions of tfjs-node's native addon that Millrace itself does not call. */
interface SavedModels {
  readonly loadSavedModel: (folder: string, tags: string) => number;
  readonly deleteSavedModel: (id: number) => void;
  readonly runSavedModel: (
    id: number,
    inputs: readonly number[],
    inputNames: string,
    outputNames: string,
  ) => readonly TensorMetadata[];
}

/** Loads an exported SavedModel with TensorFlow's own loader, and returns an output of its graph. */
export function runSavedModel(
  files: readonly ExportedFile[],
  images: SavedModelImages,
  output = 'probabilities',
): { readonly shape: readonly number[]; readonly data: Float32Array } {
  // Loads the engine.
  tf.backend();
  const binding = backend().binding as ReturnType<typeof backend>['binding'] & SavedModels;
  const folder = mkdtempSync(join(tmpdir(), 'millrace-exported-'));
  let model: number;
  try {
    for (const { name, content } of files) writeFileSync(join(folder, name), content);
    model = binding.loadSavedModel(folder, 'serve');
  } finally {
    rmSync(folder, { recursive: true });
  }
  const input =
    'files' in images
      ? binding.createTensor([images.files.length], DTYPE.string, images.files)
      : binding.createTensor(images.shape, DTYPE.uint8, images.bytes);
  try {
    const [result] = binding.runSavedModel(model, [input], 'images:0', `${output}:0`);
    if (result === undefined) throw new Error('no output');
    const data = binding.tensorDataSync(result.id) as Float32Array;
    binding.deleteTensor(result.id);
    return { shape: result.shape, data };
  } finally {
    binding.deleteTensor(input);
    binding.deleteSavedModel(model);
  }
}
