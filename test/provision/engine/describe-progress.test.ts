import { expect, test } from 'vitest';
import { describeProgress, type PrepareProgress } from '../../../src/provision/engine/index.ts';

const name = 'tensorflow-cpu 2.21.0';
const cases: readonly (readonly [PrepareProgress, string])[] = [
  [
    {
      _tag: 'NoCompiler',
      instead: { name: 'ziglang 0.17.1', bytes: 101_083_562 },
      advice: 'Run: apt-get install -y g++',
    },
    'No C++ compiler: downloading ziglang 0.17.1 (101 MB) from PyPI to compile the binding. To use a compiler instead, press Ctrl-C and install one. Run: apt-get install -y g++',
  ],
  [
    {
      _tag: 'WillFetch',
      downloads: [{ name, bytes: 273_829_956, bytesHere: 0 }],
      how: 'with pip',
      folder: '/c',
      diskBytes: 1.55e9,
    },
    'Will download tensorflow-cpu 2.21.0 (274 MB) with pip, once, into /c; needs 1.6 GB of disk space',
  ],
  [{ _tag: 'Waiting', pid: 12, host: 'mill' }, 'Waiting: process 12 on mill is preparing the same files'],
  [{ _tag: 'Waiting', pid: 0, host: '' }, 'Waiting: another process is preparing the same files'],
  [
    { _tag: 'Downloading', name, bytes: 120e6, totalBytes: 274e6, bytesPerSecond: 0, secondsLeft: null },
    `${name}: 120 MB of 274 MB`,
  ],
  [{ _tag: 'Verifying', name, bytes: 274e6 }, `Verifying ${name} (274 MB)`],
  [{ _tag: 'Unpacking', name, bytes: 854e6, totalBytes: 1.3e9 }, `Unpacking ${name}: 854 MB of 1.3 GB`],
  [{ _tag: 'Compiling', compiler: 'g++', expectedSeconds: 10 }, 'Compiling the binding with g++ (about 10s)'],
  [{ _tag: 'Trying', file: '/c/b' }, 'Loading the compiled binding'],
  [{ _tag: 'Ready', folder: '/c' }, 'The engine is ready: /c'],
];

test.each(cases.map(([progress, line]) => [progress._tag, progress, line] as const))(
  '%s',
  (_, progress, line) => {
    expect(describeProgress(progress)).toBe(line);
  },
);
