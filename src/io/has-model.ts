import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Whether a run has left its model in its folder. */
export const hasModel = (runFolder: string): boolean => existsSync(join(runFolder, 'model.safetensors'));
