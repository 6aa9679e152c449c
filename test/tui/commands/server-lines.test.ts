import { describe, expect, test } from 'vitest';
import { defaultServerLimits, type ServerEvent } from '../../../src/serving/server/index.ts';
import { serveDefaults } from '../../../tui/cli/serve-options.ts';
import { serverLines } from '../../../tui/commands/server-lines.ts';

const traffic = {
  _tag: 'Traffic',
  seconds: 10,
  requests: 1240,
  images: 1240,
  failed: 0,
  p50: 8.04,
  p99: 1310.5,
} as const;

describe('serverLines', () => {
  test.each<[string, ServerEvent, readonly string[]]>([
    [
      'a server of this machine',
      { _tag: 'Listening', url: 'http://127.0.0.1:8080', port: 8080, isLocal: true },
      [
        'Serving on http://127.0.0.1:8080 (Ctrl-C to stop)',
        'To try it: open http://127.0.0.1:8080 in a browser, or',
        "  curl --data-binary @photo.jpg -H 'Content-Type: image/jpeg' http://127.0.0.1:8080/predict",
      ],
    ],
    [
      'traffic',
      traffic,
      ['1,240 requests in 10 s: 124 per second, half within 8.0 ms, 99 % within 1,311 ms'],
    ],
    [
      'traffic with forms and failures',
      { ...traffic, requests: 1, images: 3, failed: 1 },
      [
        '1 request with 3 images in 10 s: 1 per second, half within 8.0 ms, 99 % within 1,311 ms; 1 request failed',
      ],
    ],
    [
      'a failure',
      { _tag: 'PredictionFailed', reason: 'no\u001Bmemory' },
      ['millrace: a prediction failed: no memory'],
    ],
    ['an idle stop', { _tag: 'Stopping', inFlight: 0 }, ['Stopping']],
    [
      'a stop',
      { _tag: 'Stopping', inFlight: 2 },
      ['Stopping: 2 requests to answer (Ctrl-C again to end at once)'],
    ],
    ['the end', { _tag: 'Stopped' }, ['Stopped']],
  ])('%s', (_, event, lines) => {
    expect(serverLines(event)).toEqual(lines);
  });

  test('a server for other machines is not called safe', () => {
    const lines = serverLines({ _tag: 'Listening', url: 'http://0.0.0.0:80', port: 80, isLocal: false });
    expect(lines[1]).toMatch(/^Other machines can reach it, and it asks for no password/);
  });
});

test('the defaults of the command are those of the server', () => {
  const { maxBatch, maxQueue, maxMb } = serveDefaults;
  expect({ maxBatch, maxQueue, maxImageBytes: 1e6 * maxMb }).toEqual({
    maxBatch: defaultServerLimits.maxBatch,
    maxQueue: defaultServerLimits.maxQueue,
    maxImageBytes: defaultServerLimits.maxImageBytes,
  });
});
