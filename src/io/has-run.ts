import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Whether a run was written into a folder: one of its own, or several. */
export const hasRun = (folder: string): boolean =>
  ['metrics.jsonl', 'config.json'].some((name) => existsSync(join(folder, name)));
