import type { PrepareProgress } from './prepare-progress.ts';
import { describeBytes } from '../fetching/describe-bytes.ts';

/** One line for people: `tensorflow-cpu 2.21.0: 120 MB of 274 MB`. */
export function describeProgress(progress: PrepareProgress): string {
  switch (progress._tag) {
    case 'NoCompiler': {
      const { name, bytes } = progress.instead;
      return `No C++ compiler: ${name} (${describeBytes(bytes)}) is downloaded from PyPI to compile the binding. To use a compiler instead, press Ctrl-C and install one. ${progress.advice}`;
    }
    case 'WillFetch': {
      const list = progress.downloads
        .map(({ name, bytes }) => `${name} (${describeBytes(bytes)})`)
        .join(', ');
      return `Fetching ${list} with pip, once for this machine, to ${progress.folder}; needs ${describeBytes(progress.diskBytes)} of disk`;
    }
    case 'Waiting':
      return `Waiting: another process${progress.pid === 0 ? '' : ` (${progress.pid} on ${progress.host})`} is preparing the engine`;
    case 'Downloading':
      return `${progress.name}: ${describeBytes(progress.bytes)} of ${describeBytes(progress.totalBytes)}`;
    case 'Verifying':
      return `Verifying ${progress.name} (${describeBytes(progress.bytes)})`;
    case 'Unpacking':
      return `Unpacking ${progress.name}: ${describeBytes(progress.bytes)} of ${describeBytes(progress.totalBytes)}`;
    case 'Compiling':
      return `Compiling the binding with ${progress.compiler} (about ${progress.expectedSeconds} s)`;
    case 'Trying':
      return 'Loading the binding once';
    case 'Ready':
      return `The engine is ready: ${progress.folder}`;
  }
}
