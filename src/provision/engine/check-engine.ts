import { dirname } from 'node:path';
import { map, of, type Observable } from 'rxjs';
import { MillraceError } from '../../core/index.ts';
import { checkFolders, type Checking } from './check-folders.ts';
import type { EngineState } from './doctor-report.ts';
import { enginePlan, type PrepareOptions } from './engine-plan.ts';
import { isComplete } from '../fetching/manifest.ts';
import { SHARED_ENGINES } from './shared-engines.ts';

/** The state of one engine. */
export interface EngineCheck {
  readonly _tag: 'EngineCheck';
  readonly state: EngineState;
  /** The folders of its parts. */
  readonly folders: readonly string[];
  /** The files whose content is not the one that was prepared, as far as they were compared. */
  readonly damaged: readonly string[];
  /** Why there is no engine for this machine, or why the shared engines cannot be used. */
  readonly error: MillraceError | null;
}

/** Returns the state of an engine, by the sizes and times of its files. */
export async function checkEngine(options: PrepareOptions): Promise<EngineCheck> {
  const { device } = options;
  const check = { _tag: 'EngineCheck', folders: [], damaged: [], error: null } as const;
  try {
    const { folders, tensorflow } = enginePlan(options);
    const isPrepared = (await Promise.all(folders.map(isComplete))).every(Boolean);
    const state = isPrepared ? 'prepared' : 'missing';
    return { ...check, folders, state: { device, folder: dirname(tensorflow), state } };
  } catch (error) {
    if (!(error instanceof MillraceError)) throw error;
    const state = error.detail.where === SHARED_ENGINES ? 'missing' : 'unsupported';
    return { ...check, error, state: { device, folder: '', state } };
  }
}

/** Compares the files of a prepared engine with their hashes. Emits progress, then the state. */
export const checkFiles = (check: EngineCheck): Observable<Checking | EngineCheck> =>
  check.state.state === 'prepared'
    ? checkFolders(check.folders).pipe(
        map((step): Checking | EngineCheck => {
          if (step._tag === 'Checking') return step;
          const { damaged } = step;
          const state = damaged.length > 0 ? 'damaged' : 'prepared';
          return { ...check, damaged, state: { ...check.state, state } };
        }),
      )
    : of(check);
