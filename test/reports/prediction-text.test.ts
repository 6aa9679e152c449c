import { expect, test } from 'vitest';
import type { Prediction } from '../../src/core/index.ts';
import { predictionHeader, predictionText, type PredictionTextConfig } from '../../src/reports/index.ts';

const cat: Prediction = {
  path: 'a,b.jpg',
  label: 'cat',
  probability: 0.9691716,
  top: [
    { label: 'cat', probability: 0.9691716 },
    { label: 'English springer', probability: 0.02 },
  ],
};
const several: Prediction = {
  ...cat,
  label: ['cat', 'dog'],
  probability: [0.9, 0.8],
  warning: 'part of its JPEG data is corrupt',
};
const nothing: Prediction = { ...cat, label: [], probability: [] };
const failed: Prediction = { path: 'x.jpg', error: 'not an image' };

const config = (change: Partial<PredictionTextConfig>): PredictionTextConfig => ({
  format: 'table',
  vocab: ['cat', 'English springer'],
  showsTop: false,
  ...change,
});

test('JSON is the prediction as it is, one line each', () => {
  for (const prediction of [cat, several, failed]) {
    const text = predictionText(prediction, config({ format: 'json' }));
    expect(text.indexOf('\n')).toBe(text.length - 1);
    expect(JSON.parse(text)).toEqual(prediction);
  }
  expect(predictionText(cat, config({ format: 'json' }))).toMatch(
    /^\{"path":.*"label":.*"probability":.*"top":/,
  );
  expect(predictionHeader({ format: 'json' })).toBe('');
});

test('CSV has six columns; several labels are separated by semicolons', () => {
  expect(predictionHeader({ format: 'csv' })).toBe('path,label,probability,top,warning,error\n');
  const text = (prediction: Prediction): string => predictionText(prediction, config({ format: 'csv' }));
  expect(text(cat)).toBe('"a,b.jpg",cat,0.969172,cat=0.969172;English springer=0.020000,,\n');
  expect(text(several)).toBe(
    '"a,b.jpg",cat;dog,0.900000;0.800000,cat=0.969172;English springer=0.020000,part of its JPEG data is corrupt,\n',
  );
  expect(text(failed)).toBe('x.jpg,,,,,not an image\n');
});

test('a table has the class, its probability and the path; with showsTop the most probable classes too', () => {
  const text = (prediction: Prediction, change: Partial<PredictionTextConfig> = {}): string =>
    predictionText(prediction, config(change));
  expect(text(cat)).toBe('cat               0.9692  a,b.jpg\n');
  expect(text(cat, { showsTop: true })).toBe(
    'cat               0.9692  a,b.jpg  (cat 0.9692, English springer 0.0200)\n',
  );
  expect(text(several)).toBe(
    'cat, dog          0.9000, 0.8000  a,b.jpg (part of its JPEG data is corrupt)\n',
  );
  expect(text(nothing)).toBe('nothing                   a,b.jpg\n');
  expect(text(failed)).toBe('                          x.jpg: not an image\n');
  expect(predictionHeader({ format: 'table' })).toBe('');
});
