import { describeFetch } from '../fetching/describe-fetch.ts';
import type { DataSetProgress } from './provide-images.ts';

/** Describes progress in one line: `imagenette-320: 120 MB of 342 MB, 8 MB/s, 27s left`. */
export const describeDataSet = (progress: DataSetProgress): string =>
  progress._tag === 'ImagesReady' ? `The images are in ${progress.folder}` : describeFetch(progress);
