import { expect, test } from 'vitest';
import { foldRunState, noRunState } from '../../../src/reports/index.ts';
import { foundImages } from '../../../src/reports/run-report/page-parts.ts';
import { settings } from '../../../src/reports/run-report/page-tables.ts';
import { made } from '../../support/made-metrics.ts';

test('the report says what was found in the folder of images; names are shown as text', () => {
  const state = [made.runStarted(), made.imagesFound()].reduce(foldRunState, noRunState);
  const { text } = foundImages(state);
  expect(text).toContain('validation: 1,893 images of 2 classes, from 893 (dog) to 1,000 (cat) per class');
  expect(text).toContain('left out: 2 .txt files: cat/a.txt, cat/b.txt');
  expect(text).toContain('warning: 1 folder without images: zebra &lt;b&gt;');
  expect(foundImages(noRunState).text).toBe('');
});

test('the reasons of chosen settings are below the settings', () => {
  const choice = { _tag: 'Notice', text: '--size 64: <b>because', isChoice: true } as const;
  const other = { _tag: 'Notice', text: 'the cache is damaged' } as const;
  const { text } = settings([made.runStarted(), choice, other].reduce(foldRunState, noRunState));
  expect(text).toMatch(/<h2>Settings<\/h2>[^]*<h3>Why these settings<\/h3>[^]*--size 64: &lt;b&gt;because/);
  expect(text).not.toContain('the cache is damaged');
  expect(settings(foldRunState(noRunState, made.runStarted())).text).not.toContain('Why');
});
