import type { Observable } from 'rxjs';
import { archivedImages, type ArchivedImages } from './archived-images.ts';
import { IMAGENETTE, IMAGENETTE_URL } from './imagenette.ts';
import type { DataSetProgress } from './provide-images.ts';

export interface ImagenetteConfig extends Partial<Omit<ArchivedImages, 'archive'>> {
  readonly name: keyof typeof IMAGENETTE;
}

/**
 * Emits the progress of providing Imagenette, as {@link archivedImages} does. The archive comes from fast.ai's public
 * address, or from the address in the environment variable MILLRACE_IMAGENETTE_URL: a folder that holds the archive for
 * this size (`imagenette2.tgz`, `imagenette2-320.tgz` or `imagenette2-160.tgz`).
 *
 * @param config `baseUrl` takes precedence over the environment variable
 */
export const imagenetteImages = ({
  name,
  baseUrl = process.env[IMAGENETTE[name].mirrorVariable] ?? IMAGENETTE_URL,
  ...config
}: ImagenetteConfig): Observable<DataSetProgress> =>
  archivedImages({ archive: IMAGENETTE[name], baseUrl, ...config });
