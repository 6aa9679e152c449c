import { mkdir, rename } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** A finished folder and where it belongs. */
export interface PlaceFolder {
  readonly built: string;
  readonly folder: string;
  /** A folder beside it, removed later, where what was broken goes. */
  readonly workspace: string;
  readonly isWhole: (folder: string) => boolean | Promise<boolean>;
}

/**
 * Makes a finished folder valid by one rename, in place of what was broken. Where another process was as fast, its
 * folder stands: it is as good.
 */
export async function placeFolder({ built, folder, workspace, isWhole }: PlaceFolder): Promise<void> {
  if (await isWhole(folder)) return;
  await mkdir(dirname(folder), { recursive: true });
  await rename(folder, join(workspace, `broken-${basename(folder)}`)).catch(ignoreMissing);
  await rename(built, folder);
}

function ignoreMissing(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
}
