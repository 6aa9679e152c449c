import { formatBytes, formatDuration } from '../../core/index.ts';
import type { Download, Downloading, FetchProgress } from './fetch-progress.ts';

/** Describes progress in one line: `imagenette-320: 120 MB of 342 MB, 8 MB/s, 27s left`. */
export function describeFetch(progress: FetchProgress): string {
  switch (progress._tag) {
    case 'Waiting':
      return `Waiting: ${progress.pid === 0 ? 'another process' : `process ${progress.pid} on ${progress.host}`} is preparing the same files`;
    case 'WillFetch': {
      const { downloads, how, folder, diskBytes } = progress;
      const list = downloads.map(describeDownload).join(', ');
      return `Will download ${list} ${how}, once, into ${folder}; needs ${formatBytes(diskBytes)} of disk space`;
    }
    case 'Downloading':
      return `${progress.name}: ${describePart(progress)}${describeSpeed(progress)}`;
    case 'Retrying':
      return `${progress.name}: ${progress.reason}; continuing in ${formatDuration(progress.seconds)}`;
    case 'Verifying':
      return `Verifying ${progress.name} (${formatBytes(progress.bytes)})`;
    case 'StartingOver':
      return `${progress.name}: the file is damaged and was deleted; downloading it again from the start`;
    case 'Unpacking':
      return `Unpacking ${progress.name}: ${describePart(progress)}`;
  }
}

function describeDownload({ name, bytes, bytesHere, licence }: Download): string {
  const here = bytesHere === 0 ? [] : [`${formatBytes(bytesHere)} of it already here`];
  const permitted = licence === undefined ? [] : [`licence: ${licence}`];
  return `${name} (${[formatBytes(bytes), ...here, ...permitted].join(', ')})`;
}

const describePart = ({ bytes, totalBytes }: Pick<Downloading, 'bytes' | 'totalBytes'>): string =>
  `${formatBytes(bytes)} of ${formatBytes(totalBytes)}`;

const describeSpeed = ({ bytesPerSecond, secondsLeft }: Downloading): string =>
  secondsLeft === null
    ? ''
    : `, ${formatBytes(bytesPerSecond)}/s, ${formatDuration(Math.round(secondsLeft))} left`;
