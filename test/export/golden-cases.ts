import { createHash } from 'node:crypto';
import { exportModel, type ExportedFile, type ExportOptions } from '../../src/export/index.ts';
import { madeBytes, tinyModels, type TinyModel } from './tiny-models.ts';

/** A model in a format, whose outputs a golden file has. */
export interface ExportCase extends TinyModel {
  readonly options: ExportOptions & { readonly format: 'onnx' | 'saved-model' };
}

const OPTIONS: readonly ExportCase['options'][] = [
  { format: 'onnx' },
  { format: 'onnx', input: 'uint8' },
  { format: 'onnx', half: true },
  { format: 'saved-model' },
  { format: 'saved-model', half: true },
];

/** The cases of the golden file, in its order. */
export const exportCases: readonly ExportCase[] = tinyModels.flatMap((each) =>
  OPTIONS.map((options) => ({ ...each, options })),
);

/** The number of images in each case. */
export const GOLDEN_IMAGES = 8;

/** Returns the images of a case, `[N, H, W, 3]`. */
export function goldenImages({ model }: TinyModel): { readonly bytes: Uint8Array; readonly shape: number[] } {
  const shape = [GOLDEN_IMAGES, ...model.description.size, 3];
  return { bytes: madeBytes(shape.reduce((product, size) => product * size, 1)), shape };
}

/** What a golden file has of a case. */
export interface ExportGolden {
  readonly sha256: string;
  readonly probabilities: readonly (readonly number[])[];
  readonly logits: readonly (readonly number[])[];
}

export const filesOf = ({ model, architecture, options }: ExportCase): readonly ExportedFile[] =>
  exportModel(model, { ...options, architecture });

/** Returns the digest of the names and contents of files. */
export function digestOf(files: readonly ExportedFile[]): string {
  const hash = createHash('sha256');
  for (const { name, content } of files) hash.update(`${name}\n`).update(content);
  return hash.digest('hex');
}

/** Returns the name of a case, such as `blocks onnx uint8 half`. */
export const titleOf = ({ name, options: { format, input, half } }: ExportCase): string =>
  [name, format, input, half === true ? 'half' : undefined].filter((part) => part !== undefined).join(' ');
