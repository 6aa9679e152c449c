import { describeFetch } from '../fetching/describe-fetch.ts';
import type { PretrainedProgress } from './pretrained-weights.ts';

/** Describes progress in one line: `timm/resnet18d.ra2_in1k, 45%: 21 MB of 47 MB, 8 MB/s, 3s left`. */
export function describePretrained(progress: PretrainedProgress): string {
  switch (progress._tag) {
    case 'PretrainedReady':
      return `The pretrained model is in ${progress.folder} (licence: ${progress.licence ?? 'not stated'})`;
    case 'Downloading': {
      const percent = Math.floor((100 * progress.bytes) / progress.totalBytes);
      return describeFetch({ ...progress, name: `${progress.name}, ${percent}%` });
    }
    default:
      return describeFetch(progress);
  }
}
