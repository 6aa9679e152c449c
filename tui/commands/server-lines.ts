import { printable } from '../../src/core/index.ts';
import { formatCount, formatPlural } from '../../src/reports/index.ts';
import type { ServerEvent } from '../../src/serving/server/index.ts';

/** Returns the lines that tell an event of a server. */
export function serverLines(event: ServerEvent): readonly string[] {
  switch (event._tag) {
    case 'Listening':
      return [
        `Serving on ${event.url} (Ctrl-C to stop)`,
        ...(event.isLocal
          ? []
          : ['Other machines can reach it, and it asks for no password: see `help serving` for a proxy.']),
        `To try it: open ${event.url} in a browser, or`,
        `  curl --data-binary @photo.jpg -H 'Content-Type: image/jpeg' ${event.url}/predict`,
      ];
    case 'Traffic': {
      const { seconds, requests, images, failed, p50, p99 } = event;
      const others = images === requests ? '' : ` with ${formatPlural(images, 'image')}`;
      const failures = failed === 0 ? '' : `; ${formatPlural(failed, 'request')} failed`;
      return [
        `${formatPlural(requests, 'request')}${others} in ${seconds} s: ` +
          `${formatCount(Math.ceil(requests / seconds))} per second, half within ${milliseconds(p50)}, ` +
          `99 % within ${milliseconds(p99)}${failures}`,
      ];
    }
    case 'PredictionFailed':
      return [`millrace: a prediction failed: ${printable(event.reason)}`];
    case 'Stopping':
      return [
        event.inFlight === 0
          ? 'Stopping'
          : `Stopping: ${formatPlural(event.inFlight, 'request')} to answer (Ctrl-C again to end at once)`,
      ];
    case 'Stopped':
      return ['Stopped'];
  }
}

const milliseconds = (ms: number): string => `${ms < 10 ? ms.toFixed(1) : formatCount(Math.round(ms))} ms`;
