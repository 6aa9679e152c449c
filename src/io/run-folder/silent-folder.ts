import { defer, of } from 'rxjs';
import type { SavedFile } from '../../core/index.ts';
import { diskWrites } from '../support/disk-writes.ts';
import { fingerprint } from '../support/fingerprint.ts';
import type { RunFolder } from './run-folder.ts';

/**
 * Returns a run folder that writes nothing, for a process that another one records: what it would write is dropped, as if
 * it had been written, and there is no earlier run.
 *
 * @param path the absolute path of the run folder
 */
export function silentFolder(path: string): RunFolder {
  const saved: SavedFile = { path, bytes: 0 };
  const written = of(undefined);
  return {
    path,
    disk: diskWrites,
    present: () => of(saved),
    write: () => written,
    append: () => written,
    checkpoints: {
      every: null,
      lengths: () => ({}),
      save: () => of(saved),
      earlier: of(null),
      fingerprint: (paths) => defer(() => fingerprint(paths)),
    },
    isRecorded: () => false,
    eventFile: () => undefined,
    completed: written,
    within: (name) => silentFolder(`${path}/${name}`),
  };
}
