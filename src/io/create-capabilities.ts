import { join } from 'node:path';
import type { Capabilities } from '../core/index.ts';
import { decodeImage } from './decode-image.ts';
import { liveDisk } from './disk.ts';
import { readModelFile, saveModelFile } from './model-file.ts';

/** Where a run writes. */
export interface CapabilitiesConfig {
  /** Absolute; the model becomes `model.safetensors` in it. Made when that happens. */
  readonly runFolder: string;
}

/** The world as it is: this machine's disk, sharp, the clock. */
export const createCapabilities = ({ runFolder }: CapabilitiesConfig): Capabilities => ({
  ...liveDisk,
  decode: decodeImage,
  now: () => performance.now(),
  residentBytes: () => process.memoryUsage.rss(),
  saveModel: (model) => saveModelFile(runFolder, model),
  readModel: readModelFile,
  runFolder,
  within: (name) => createCapabilities({ runFolder: join(runFolder, name) }),
});
