import { formatBytes, formatDuration } from '../../core/index.ts';
import { describeFetch } from '../fetching/describe-fetch.ts';
import type { PrepareProgress } from './prepare-progress.ts';

/** Describes progress in one line: `tensorflow-cpu 2.21.0: 120 MB of 274 MB`. */
export function describeProgress(progress: PrepareProgress): string {
  switch (progress._tag) {
    case 'NoCompiler': {
      const { name, bytes } = progress.instead;
      return `No C++ compiler: downloading ${name} (${formatBytes(bytes)}) from PyPI to compile the binding. To use a compiler instead, press Ctrl-C and install one. ${progress.advice}`;
    }
    case 'Checking':
      return `Checking the engine's files: ${formatBytes(progress.bytes)} of ${formatBytes(progress.totalBytes)}`;
    case 'Compiling':
      return `Compiling the binding with ${progress.compiler} (about ${formatDuration(progress.expectedSeconds)})`;
    case 'Trying':
      return 'Loading the compiled binding';
    case 'Ready':
      return `The engine is ready: ${progress.folder}`;
    default:
      return describeFetch(progress);
  }
}
