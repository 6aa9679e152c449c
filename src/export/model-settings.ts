import type { ModelDescription } from '../core/index.ts';

/** Returns what a model is, and how images are prepared for it, as the texts of a file's metadata. */
export function modelSettings({
  architecture,
  vocab,
  size,
  normalization,
  task,
  preparation,
}: ModelDescription): Readonly<Record<string, string>> {
  return {
    architecture,
    classes: JSON.stringify(vocab),
    // As YOLO models have it: readers of ONNX files look for this name.
    names: JSON.stringify(Object.fromEntries(vocab.entries())),
    task: JSON.stringify(task),
    size: JSON.stringify(size),
    mean: JSON.stringify(normalization?.mean ?? null),
    std: JSON.stringify(normalization?.std ?? null),
    preparation: JSON.stringify(preparation),
  };
}
