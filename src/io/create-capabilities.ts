import { join } from 'node:path';
import { NEVER, type Observable } from 'rxjs';
import type { Capabilities } from '../core/index.ts';
import { decodeImage } from './decode-image.ts';
import { liveDisk } from './disk.ts';
import { saveDrawing } from './drawing/save-drawing.ts';
import { readModelFile, saveModelFile } from './model-file.ts';

/** Where a run writes. */
export interface CapabilitiesConfig {
  /** Absolute; the model becomes `model.safetensors` in it. Made when that happens. */
  readonly runFolder: string;
  /** By default nobody asks the run to stop. */
  readonly stop$?: Observable<unknown>;
}

/** The world as it is: this machine's disk, sharp, the clock. */
export const createCapabilities = ({ runFolder, stop$ = NEVER }: CapabilitiesConfig): Capabilities => ({
  ...liveDisk,
  decode: decodeImage,
  now: () => performance.now(),
  residentBytes: () => process.memoryUsage.rss(),
  saveModel: (model) => saveModelFile(runFolder, model),
  readModel: readModelFile,
  saveDrawing: (name, drawing) => saveDrawing(join(runFolder, name), drawing),
  stop$,
  runFolder,
  within: (name) => createCapabilities({ runFolder: join(runFolder, name), stop$ }),
});
