import { describeBytes } from '../fetching/describe-bytes.ts';
import type { DataSetProgress, Downloading, WillFetch } from '../fetching/data-set-progress.ts';

/** One line for people: `imagenette-320: 120 MB of 342 MB, 8 MB/s, 27 s left`. */
export function describeDataSet(progress: DataSetProgress): string {
  switch (progress._tag) {
    case 'Waiting':
      return `Another process${progress.pid === 0 ? '' : ` (${progress.pid} on ${progress.host})`} fetches the data set: waiting for it`;
    case 'WillFetch':
      return describeFetch(progress);
    case 'Downloading':
      return `${progress.name}: ${describeBytes(progress.bytes)} of ${describeBytes(progress.totalBytes)}${describeSpeed(progress)}`;
    case 'Retrying':
      return `${progress.name}: ${progress.reason}; going on in ${progress.seconds} s`;
    case 'Verifying':
      return `Verifying ${progress.name} (${describeBytes(progress.bytes)})`;
    case 'StartingOver':
      return `${progress.name}: what arrived in pieces is damaged and was deleted; fetching it once more from the start`;
    case 'Unpacking':
      return `Unpacking ${progress.name}: ${describeBytes(progress.bytes)} of ${describeBytes(progress.totalBytes)}`;
    case 'ImagesReady':
      return `The images are in ${progress.folder}`;
  }
}

function describeFetch({ name, url, bytes, bytesHere, folder, diskBytes }: WillFetch): string {
  const here = bytesHere === 0 ? '' : `, of which ${describeBytes(bytesHere)} are here`;
  return `Will fetch ${name} (${describeBytes(bytes)}${here}) from ${url}, once, into ${folder}; needs ${describeBytes(diskBytes)} of disk`;
}

const describeSpeed = ({ bytesPerSecond, secondsLeft }: Downloading): string =>
  secondsLeft === null
    ? ''
    : `, ${describeBytes(bytesPerSecond)}/s, ${describeSeconds(Math.round(secondsLeft))} left`;

const describeSeconds = (seconds: number): string => {
  if (seconds < 100) return `${seconds} s`;
  return seconds < 6000 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
};
