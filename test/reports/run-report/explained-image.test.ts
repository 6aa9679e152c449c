import sharp from 'sharp';
import { expect, test } from 'vitest';
import { heatPixels } from '../../../src/reports/heat-maps/heat-pixels.ts';
import { pngUrl } from '../../../src/reports/heat-maps/png-url.ts';
import { made } from '../../support/made-metrics.ts';
import { top, writeReport } from './made-report.ts';

const other = top({ path: '/images/dog/8.jpg' });
const gone = top({ path: '/images/dog/gone.jpg' });
const metrics = [made.runStarted(), made.predictionSummary({ topLosses: [top(), other, gone] })];

test('an image is shown in colours, and beside it in grey under its heat map', async () => {
  const { page } = await writeReport([...metrics, made.explained(), made.runEnded()]);
  // The square around the centre of 30 × 40 pixels.
  expect(page.match(/<svg viewBox="5 0 30 30"/g)).toHaveLength(2);
  expect(page).toContain(
    '<image id="top-1" width="40" height="30" preserveAspectRatio="none" href="data:image/jpeg',
  );
  expect(page).toContain('<use href="#top-1" filter="url(#grey)" />');
  // The box: an eighth of the width is cut off on each side.
  expect(page).toMatch(
    /x="5"\s+y="0"\s+width="30"\s+height="30"\s+preserveAspectRatio="none"\s+opacity="0.6"/,
  );
  expect(page).toContain('aria-label="evidence for dog"');
  expect(page.match(/<filter id="grey">/g)).toHaveLength(1);
  expect(page).toContain('Grad-CAM');
  // Each image is embedded once; one without a map stays as it is.
  expect(page.match(/data:image\/jpeg/g)).toHaveLength(2);
  expect(page.match(/<img /g)).toHaveLength(1);
  expect(page).toContain('This image could not be read');
});

test.each([
  ['without explanations', [...metrics, made.runEnded()]],
  ['with explanations of earlier images only', [made.explained(), ...metrics, made.runEnded()]],
])('%s the page is as before', async (_, all) => {
  const { page } = await writeReport(all);
  expect(page).not.toContain('class="seen"');
  expect(page).not.toContain('Grad-CAM');
  expect(page).toContain('<ol class="images">');
});

test('the map is embedded as a PNG file with the colours of its values', async () => {
  const pixels = heatPixels({ height: 1, width: 2, values: [0, 1.25] }, { height: 1, width: 2 });
  const [type, base64 = ''] = pngUrl(pixels).split(',');
  expect(type).toBe('data:image/png;base64');
  const { data, info } = await sharp(Buffer.from(base64, 'base64'))
    .raw()
    .toBuffer({ resolveWithObject: true });
  expect(info).toMatchObject({ height: 1, width: 2, channels: 3 });
  expect([...data]).toEqual([0, 0, 4, 252, 255, 164]);
});

test('a PNG file keeps every pixel of several rows', async () => {
  const data = Uint8Array.from({ length: 7 * 5 * 3 }, (_, i) => (i * 37) % 256);
  const url = pngUrl({ height: 7, width: 5, data });
  const read = await sharp(Buffer.from(url.slice(url.indexOf(',')), 'base64'))
    .raw()
    .toBuffer();
  expect([...read]).toEqual([...data]);
});
