import type { ExportFormat } from '../core/index.ts';
import type { TrainingFacts } from './training-facts.ts';
import type { Architecture } from '../nn/for-inference.ts';

/** Options of {@link exportModel}. */
export interface ExportOptions {
  readonly format: ExportFormat;
  /** Whether weights are stored in 16 bits, which halves the files; false by default. */
  readonly half?: boolean;
  /**
   * What the exported model receives: for `onnx` `float` (RGB in 0..1, the default) or `uint8` (0..255), for `saved-model`
   * `uint8` (the default) or `jpeg` (the contents of JPEG or PNG files).
   */
  readonly input?: 'float' | 'uint8' | 'jpeg' | undefined;
  /** What is known of its training, for texts about the model. */
  readonly facts?: TrainingFacts | null;
  /**
   * The script of the web page of `tfjs` and the files that it loads, as `readPageFiles` returns them; by default no page is
   * exported.
   */
  readonly page?: readonly ExportedFile[] | undefined;
  /** The custom architecture of the model; by default the one that the model names. */
  readonly architecture?: Architecture | undefined;
}

/** A file of an exported model. */
export interface ExportedFile {
  /** Its name in the folder of the export; a slash stands for a folder in it. */
  readonly name: string;
  readonly content: string | Uint8Array;
}
