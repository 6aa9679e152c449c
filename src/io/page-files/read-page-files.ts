import { readFile } from 'node:fs/promises';
import { defer, type Observable } from 'rxjs';
import { isClone } from '../../core/index.ts';
import { PAGE_FILES, type PageFile } from './page-file.ts';

/** The folder of the installed package that holds them. */
const folder = new URL('../../../page/', import.meta.url);

/** Emits the script of the exported page and the files that it loads; in a clone they are bundled first. */
export const readPageFiles = (): Observable<readonly PageFile[]> =>
  defer(async () => {
    if (isClone) return (await import('./bundle-page.ts')).bundlePage();
    return Promise.all(
      PAGE_FILES.map(async (name) => ({ name, content: await readFile(new URL(name, folder)) })),
    );
  });
