import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { MODEL_NAME } from './model-name.ts';

/** Whether a run has left its model in its folder. */
export const hasModel = (runFolder: string): boolean => existsSync(join(runFolder, MODEL_NAME));
