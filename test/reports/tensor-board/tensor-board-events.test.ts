import { describe, expect, test } from 'vitest';
import { map, type Observable } from 'rxjs';
import type { Metric } from '../../../src/core/index.ts';
import { tensorBoardEvents } from '../../../src/reports/index.ts';
import { crc32c, record } from '../../../src/reports/tensor-board/record.ts';
import { made } from '../../support/made-metrics.ts';
import { marbles } from '../../support/marbles.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('crc32c', () => {
  // RFC 3720, B.4, and the usual check value.
  test.each([
    ['nothing', new Uint8Array(0), 0],
    ['123456789', ascii('123456789'), 0xe3069283],
    ['32 times 0', new Uint8Array(32), 0x8a9136aa],
    ['32 times 255', new Uint8Array(32).fill(255), 0x62a8ab43],
    ['0 to 31', Uint8Array.from({ length: 32 }, (_, i) => i), 0x46dd794e],
    ['31 to 0', Uint8Array.from({ length: 32 }, (_, i) => 31 - i), 0x113fdb5c],
  ])('%s', (_, bytes, expected) => {
    expect(crc32c(bytes)).toBe(expected);
  });
});

test('a record is the length, its masked checksum, the data, its masked checksum', () => {
  const bytes = record(ascii('123456789'));
  expect(bytes.length).toBe(8 + 4 + 9 + 4);
  expect(hex(bytes.subarray(0, 8))).toBe('0900000000000000');
  expect(hex(bytes.subarray(12, 21))).toBe(hex(ascii('123456789')));
  // e3069283 rotated right by 15 bits is 2507c60d; plus a282ead8, that is c78ab0e5.
  expect(hex(bytes.subarray(21))).toBe('e5b08ac7');
});

const metrics: Record<string, Metric> = {
  r: made.runStarted({ pipeline: 'p', architecture: 'a', config: { k: 'x|y', n: 2 } }),
  p: made.phaseStarted(),
  s: made.step({ loss: 1, smoothLoss: 2, learningRate: 0.5, momentum: null, imagesPerSecond: 4 }),
  m: made.step({ momentum: 0.5 }),
  e: made.epochRow({ validLoss: 0.25, scores: { accuracy: 0.5 } }),
  n: made.epochRow({ validLoss: null, scores: {} }),
  v: made.predictionSummary({ kind: 'valid', scores: { accuracy: 0.5 } }),
  t: made.predictionSummary({ kind: 'tta', scores: { accuracy: 0.5 } }),
  k: made.evaluationStep(),
  c: made.checkpointSaved(),
  i: made.itemSkipped(),
  z: made.runEnded(),
};

/** Returns the messages of records in hexadecimal, without checking the checksums. */
function messages(bytes: Uint8Array): readonly string[] {
  const found: string[] = [];
  for (let at = 0; at < bytes.length;) {
    const length = Number(new DataView(bytes.buffer, bytes.byteOffset + at).getBigUint64(0, true));
    found.push(hex(bytes.subarray(at + 12, at + 12 + length)));
    at += 12 + length + 4;
  }
  return found;
}

/** Encodes a field by hand, in hexadecimal: its key, its length, and its body. */
const counted = (key: string, body: string): string => `${key}${varint(body.length / 2)}${body}`;
const varint = (value: number): string =>
  value < 128 ? byte(value) : byte((value % 128) + 128) + byte(Math.floor(value / 128));
const byte = (value: number): string => value.toString(16).padStart(2, '0');

/** 1.5 as a double in field 1, a step in field 2, a summary in field 5. */
const TIME = '09000000000000f83f';
const event = (step: number, ...values: readonly string[]): string =>
  `${TIME}10${byte(step)}${counted('2a', values.join(''))}`;
/** A tag in field 1, a float in field 2. */
const value = (tag: string, float: string): string =>
  counted('0a', `${counted('0a', hex(ascii(tag)))}15${float}`);

const VERSION = `${TIME}${counted('1a', hex(ascii('brain.Event:2')))}`;
const TABLE =
  '| setting | value |\n| --- | --- |\n| pipeline | p |\n| architecture | a |\n| k | x\\|y |\n| n | 2 |\n' +
  '| engine | TensorFlow 2.21.0 on the cpu |';
/** A tag, a tensor (type 7 in field 1, an empty shape in field 2, its string in field 8), and the plugin name. */
const CONFIG = event(
  0,
  counted(
    '0a',
    counted('0a', hex(ascii('run'))) +
      counted('42', `08071200${counted('42', hex(ascii(TABLE)))}`) +
      counted('4a', counted('0a', counted('0a', hex(ascii('text'))))),
  ),
);
// 1e9 is 1.862645149230957 × 2^29.
const MEMORY = value('memory', '286b6e4e');
const step = (at: number): string =>
  event(
    at,
    value('loss/raw', '0000803f'),
    value('loss/smoothed', '00000040'),
    value('learning_rate', '0000003f'),
    value('images_per_second', '00008040'),
    MEMORY,
  );
const row = (at: number): string => event(at, value('loss/valid', '0000803e'), value('accuracy', '0000003f'));

const outputs = {
  R: [VERSION, CONFIG],
  Q: [CONFIG],
  S: [step(1)],
  T: [step(2)],
  E: [row(1)],
  F: [row(2)],
  V: [event(0, value('accuracy', '0000003f'))],
  W: [event(0, value('tta_accuracy', '0000003f'))],
  1: [VERSION, step(1)],
};
const events = (source: Observable<Metric>) =>
  source.pipe(tensorBoardEvents({ wallTime: () => 1.5 }), map(messages));

describe('tensorBoardEvents', () => {
  test('emits the version, the configuration, and numbers by tag', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -r-s-e-p|', metrics);
      const sourceSubs = '   ^-------!';
      const expected = '     -R-S-E--|';
      expectObservable(events(source)).toBe(expected, outputs);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
  });

  test.each([
    ['steps count across phases, and restart with the next run', 'rpsepsezrs', 'R-SE-TF-QS'],
    ['without training, validation and test-time augmentation have their scores', 'rpkvtz', 'R--VW-'],
    ['after training, only the row has the validation scores', 'rsev', 'RSE-'],
    ['skipped images and checkpoints are left out', 'rici', 'R---'],
    ['the version comes first, whatever the first metric', 'pi(s|)', '--(1|)'],
    ['never', '-', '-'],
    ['empty', '--|', '--|'],
    ['an error', 'r-#', 'R-#'],
  ])('%s', (_, diagram, expected) => {
    marbles().run(({ cold, expectObservable }) => {
      expectObservable(events(cold(diagram, metrics))).toBe(expected, outputs);
    });
  });

  test('unsubscribed early', () => {
    marbles().run(({ hot, expectObservable, expectSubscriptions }) => {
      const source = hot('r-s-s-', metrics);
      expectObservable(events(source), '---!').toBe('R-S', outputs);
      expectSubscriptions(source.subscriptions).toBe('^--!');
    });
  });

  test('momentum is written if it is scheduled; a row without values is left out', () => {
    marbles().run(({ cold, expectObservable }) => {
      const tags = events(cold('mn', metrics)).pipe(map((all) => all.length));
      expectObservable(tags).toBe('b', { b: 2 });
      const momentum = value('momentum', '0000003f');
      const found = events(cold('m', metrics)).pipe(map((all) => all[1]?.includes(momentum)));
      expectObservable(found).toBe('b', { b: true });
    });
  });
});
