import type { Observable } from 'rxjs';
import { archivedImages, type ArchivedImages } from './archived-images.ts';
import type { DataSetProgress } from '../fetching/data-set-progress.ts';
import { IMAGENETTE, IMAGENETTE_URL } from './imagenette.ts';

export interface ImagenetteConfig extends Partial<Omit<ArchivedImages, 'archive'>> {
  readonly name: keyof typeof IMAGENETTE;
}

/**
 * The images of Imagenette, fetched once into the user's cache folder: see `archivedImages`. They come from fast.ai's
 * public address, or from where the environment variable MILLRACE_IMAGENETTE_URL says: the address of a folder with the
 * files `imagenette2.tgz`, `imagenette2-320.tgz` and `imagenette2-160.tgz`, of which only the asked one need be there.
 *
 * @param config `baseUrl` goes before the environment variable
 */
export const imagenetteImages = ({
  name,
  baseUrl = process.env[IMAGENETTE[name].mirrorVariable] ?? IMAGENETTE_URL,
  ...config
}: ImagenetteConfig): Observable<DataSetProgress> =>
  archivedImages({ archive: IMAGENETTE[name], baseUrl, ...config });
