import { isAbsolute } from 'node:path';
import { defer, map, type Observable } from 'rxjs';
import { glob } from 'tinyglobby';

/** Emits the paths of the files that match a pattern such as `photos/**\/*.jpg`, sorted by code point. */
export const globFiles = (pattern: string): Observable<readonly string[]> =>
  defer(() => glob(pattern, { absolute: isAbsolute(pattern), expandDirectories: false })).pipe(
    map((paths) => paths.sort((a, b) => (a < b ? -1 : 1))),
  );
