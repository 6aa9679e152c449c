import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { concat, defer, ignoreElements, map, switchMap, throttleTime, type Observable } from 'rxjs';
import { fetchWheel, nameOf, wheelIn } from './fetch-wheel.ts';
import type { Pip } from './find-pip.ts';
import type { Machine } from './machine.ts';
import type { PrepareProgress, Unpacking } from './prepare-progress.ts';
import { unzip } from './unzip.ts';
import type { Wheel } from './wheel.ts';

/** Which wheels to fetch, with what, and where their files go. */
export interface UnpackWheels {
  readonly wheels: readonly Wheel[];
  readonly pip: Observable<Pip>;
  readonly machine: Machine;
  readonly folder: string;
  readonly workspace: string;
}

/** Fetches wheels one after the other and unpacks what is needed of them; each wheel is removed after it. */
export const unpackWheels = ({
  wheels,
  pip,
  machine,
  folder,
  workspace,
}: UnpackWheels): Observable<PrepareProgress> =>
  pip.pipe(
    switchMap((found) =>
      concat(
        ...wheels.map((wheel) => {
          const download = join(workspace, `download-${wheel.name}`);
          return concat(
            fetchWheel({ wheel, pip: found, machine, folder: download }),
            unpacked(wheel, download, folder),
            defer(() => rm(download, { recursive: true, force: true })).pipe(ignoreElements()),
          );
        }),
      ),
    ),
  );

const unpacked = (wheel: Wheel, download: string, folder: string): Observable<Unpacking> =>
  defer(() => wheelIn(download)).pipe(
    switchMap((archive) => unzip({ archive, folder, keep: wheel.keep })),
    throttleTime(250, undefined, { leading: true, trailing: true }),
    map((bytes) => ({ _tag: 'Unpacking', name: nameOf(wheel), bytes, totalBytes: wheel.unpackedBytes })),
  );
