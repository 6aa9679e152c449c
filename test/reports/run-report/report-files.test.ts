import { afterAll, describe, expect, test, vi } from 'vitest';
import { rasterize } from '../../../src/io/index.ts';
import { made } from '../../support/made-metrics.ts';
import { only } from '../../support/only.ts';
import { epoch, top, writeReport } from './made-report.ts';

const complaints = [vi.spyOn(console, 'warn'), vi.spyOn(console, 'error'), vi.spyOn(console, 'log')];

afterAll(() => {
  // The chart library would complain about an invalid chart in the terminal of a run.
  for (const complaint of complaints) expect(complaint).not.toHaveBeenCalled();
});

const ordinary = [
  made.runStarted({ reference: { source: 'the book', accuracy: 0.8252 } }),
  made.phaseStarted(),
  ...epoch(0, 0, 0.5),
  ...epoch(0, 1, 0.625),
  made.predictionSummary({ topLosses: [top(), top({ path: '/images/dog/gone.jpg', actual: [{ index: 1, probability: 0.01 }], predicted: [{ index: 0, probability: 0.985 }] })] }),
  made.runEnded(),
]; // prettier-ignore

describe('the files of a run', () => {
  test('are the page and its drawings', async () => {
    const { names, page } = await writeReport(ordinary);
    expect(names).toEqual([
      'report.html',
      'loss.png',
      'accuracy.png',
      'learning-rate.png',
      'confusion.png',
      'top-losses.png',
    ]);
    for (const text of [
      'baseline',
      'completed',
      'xresnet18',
      '11,181,642 parameters',
      '0.6250',
      '0.8252',
      'train_loss',
      'valid_loss',
      '0.625000',
      '1.671049',
      '01:26',
      'lr',
      '2.21.0',
      'linux-x64',
      'Most confused',
      '7.jpg',
      '4.612',
      '0.985',
      'data:image/jpeg;base64,/9j/',
      'could not be read: no /images/dog/gone.jpg',
    ])
      expect(page).toContain(text);
  });

  test('the page fetches nothing and runs no script', async () => {
    const { page } = await writeReport(ordinary);
    expect(page).not.toMatch(/<script|<link|<iframe|\son\w+=|@import|url\((?!#)/i);
    expect([...page.matchAll(/src="([^"]{0,16})/g)].map(([, url]) => url)).toEqual(['data:image/jpeg;']);
    // Nothing is fetched before a click on the link to a wrong image.
    expect([...page.matchAll(/href="([^"]*)/g)].map(([, url]) => url)).toEqual(['file:///data/dog/cat.jpg']);
    expect(page).toContain("default-src 'none'");
  });

  test('the same run gives the same files', async () => {
    expect(await writeReport(ordinary)).toEqual(await writeReport(ordinary));
  });

  test('names are shown as text, whatever they contain', async () => {
    const evil = `</text></title></style></script><script>alert("1")</script>' onload='x\u0000\ud800 {a|b} & \n`;
    const { page, drawings } = await writeReport([
      made.runStarted({
        pipeline: evil,
        architecture: evil,
        vocab: [evil, `${evil}2`],
        config: { [evil]: evil, list: [evil] },
        engine: { tensorflow: evil, device: 'cpu', threads: 2, node: evil, platform: evil },
        reference: { source: evil, accuracy: 0.5 },
      }),
      made.phaseStarted({ name: evil }),
      ...epoch(0, 0, 0.5),
      made.phaseStarted({ phase: 1, name: evil }),
      made.step({ phase: 1 }),
      made.epochRow({ phase: 1, scores: { [evil]: 0.5 } }),
      made.itemSkipped(evil, evil),
      made.predictionSummary({
        scores: { [evil]: 1 },
        topLosses: [top({ path: `/p/${evil}` }), top({ path: `/gone/${evil}` })],
      }),
    ]);
    expect(page).not.toMatch(/<script/i);
    // No name ends an attribute: none appears outside of quotes.
    expect(page.replaceAll(/="[^"]*"/g, '')).not.toMatch(/<[^>]*\sonload/i);
    expect(page.match(/<\/style>/g)).toHaveLength(1);
    expect(page.match(/<\/title>/g)).toHaveLength(1);
    expect(drawings.size).toBe(6);
    for (const [name, svg] of drawings) {
      if (name === 'report.html') continue;
      expect(svg).not.toMatch(/<script/i);
      // A strict parser accepts it: it is well-formed.
      expect((await only(rasterize(svg))).length).toBeGreaterThan(1000);
    }
  });

  test('several phases have their names above their epochs and at their starts in the plots', async () => {
    const { page, drawings } = await writeReport([
      made.runStarted(),
      made.phaseStarted({ name: 'small(1)', epochs: 1, size: [48, 48], batchSize: 128 }),
      ...epoch(0, 0, 0.25),
      made.phaseStarted({ phase: 1, name: 'large(2)', size: [64, 64] }),
      ...epoch(1, 0, 0.5),
      ...epoch(1, 1, 0.75),
    ]);
    expect(page.indexOf('small(1)')).toBeLessThan(page.indexOf('large(2)'));
    expect(page).toContain('48 × 48 pixels, batches of 128');
    for (const name of ['loss.png', 'learning-rate.png', 'accuracy.png'])
      for (const phase of ['small(1)', 'large(2)']) expect(drawings.get(name)).toContain(`>${phase}<`);
  });

  test('epochs and phases count from 1', async () => {
    const name = 'a name that does not fit above its phase '.repeat(4);
    const { page, drawings } = await writeReport([
      made.runStarted(),
      made.phaseStarted({ name }),
      ...epoch(0, 0, 0.25),
      made.phaseStarted({ phase: 1, name }),
      ...epoch(1, 0, 0.5),
    ]);
    expect(page.match(/<td>1<\/td>/g)).toHaveLength(2);
    expect(page).not.toContain('<td>0</td>');
    for (const plot of ['loss.png', 'learning-rate.png', 'accuracy.png'])
      for (const label of ['phase 1', 'phase 2']) expect(drawings.get(plot)).toContain(`>${label}<`);
  });

  test('a single phase is named in the table only', async () => {
    const { page, drawings } = await writeReport(ordinary);
    expect(page).toContain('fitOneCycle(2, 0.003)');
    expect(drawings.get('loss.png')).not.toContain('fitOneCycle');
  });

  test('test-time augmentation shows its score and the difference', async () => {
    const { page, drawings } = await writeReport([
      ...ordinary.slice(0, -1),
      made.phaseStarted({ phase: 1, name: 'tta(n=4, beta=0.25)', kind: 'predict' }),
      made.predictionSummary({ phase: 1, scores: { accuracy: 0.625 } }),
      made.predictionSummary({ phase: 1, kind: 'tta', scores: { accuracy: 0.6875 } }),
    ]);
    expect(page).toContain('accuracy with TTA');
    expect(page).toContain('0.6875');
    expect(page).toContain('+0.0625');
    expect(page).toContain('Confusion matrix, with test-time augmentation');
    expect(page).toContain('unfinished');
    expect(drawings.get('accuracy.png')).toContain('test-time augmentation');
  });

  test('without training there are no curves', async () => {
    const { names, page } = await writeReport([made.runStarted(), made.predictionSummary(), made.runEnded()]);
    expect(names).toEqual(['report.html', 'confusion.png', 'top-losses.png']);
    expect(page).not.toContain('train_loss');
  });

  test('without validation there are only training loss and learning rate', async () => {
    const row = made.epochRow({ validLoss: null, scores: {} });
    const { names, page, drawings } = await writeReport([
      made.runStarted(),
      made.phaseStarted(),
      made.step(),
      row,
    ]);
    expect(names).toEqual(['report.html', 'loss.png', 'learning-rate.png']);
    expect(drawings.get('loss.png')).not.toContain('>validation<');
    expect(page).not.toMatch(/NaN|undefined|null/);
  });

  test('the page says that a run was stopped', async () => {
    const { page } = await writeReport([
      ...ordinary.slice(0, -1),
      made.runEnded({ why: 'stopped', skipped: 30 }),
    ]);
    expect(page).toContain('stopped early');
    expect(page).toContain('30 skipped images');
  });

  test('the page lists damaged images apart from skipped ones', async () => {
    const { page } = await writeReport([
      ...ordinary.slice(0, -1),
      made.itemDamaged('/data/torn.jpg'),
      made.runEnded({ skipped: 1, damaged: 1 }),
    ]);
    expect(page).toMatch(
      /1 skipped image<[^]*1 damaged image<[^]*\/data\/torn\.jpg[^]*part of its data is corrupt/,
    );
  });

  test('files stay small for many steps', async () => {
    const steps = Array.from({ length: 20_000 }, (_, i) =>
      made.step({ step: i, loss: 2 + Math.sin(i * i), smoothLoss: 2 + 1 / (i + 1), learningRate: i * 1e-7 }),
    );
    const { page, drawings } = await writeReport([
      made.runStarted(),
      made.phaseStarted(),
      ...steps,
      made.epochRow(),
    ]);
    expect(page).toContain('range of 32 steps');
    expect(page.length).toBeLessThan(300_000);
    expect(drawings.get('loss.png')?.length).toBeLessThan(100_000);
  });

  test('a NaN loss is a gap, and an extreme step is cut off', async () => {
    const losses = [2, Infinity, NaN, 1e9, ...Array.from({ length: 200 }, () => 1.5)];
    const { page, drawings } = await writeReport([
      made.runStarted(),
      ...losses.map((loss) => made.step({ loss, smoothLoss: 2 })),
      made.epochRow({ validLoss: 1.75 }),
    ]);
    expect(page).not.toMatch(/NaN|Infinity/);
    expect(page).toContain('Losses above 3 are cut off.');
    expect(drawings.get('loss.png')).not.toMatch(/>[\d,]{5,}</);
    const lost = await writeReport([
      made.step({ loss: NaN, smoothLoss: NaN }),
      made.epochRow({ trainLoss: NaN }),
    ]);
    expect(lost.names).toContain('loss.png');
  });

  test('a long class name is truncated in a plot, not in the page', async () => {
    const vocab = ['German shorthaired pointer', 'German shorthaired griffon'];
    const { page, drawings } = await writeReport([made.runStarted({ vocab }), made.predictionSummary()]);
    expect(drawings.get('confusion.png')).toContain('>German sho…pointer<');
    expect(drawings.get('confusion.png')).toContain('>German sho…griffon<');
    for (const name of vocab) expect(page).toContain(name);
  });

  test('with many classes, those with the most mistakes are shown', async () => {
    const vocab = Array.from({ length: 200 }, (_, i) => `kind ${i}`);
    const confusion = vocab.map((_, i) => vocab.map((__, j) => Number(i === j || (i < 30 && j < 30))));
    const { page, drawings } = await writeReport([
      made.runStarted({ vocab }),
      made.predictionSummary({ confusion }),
    ]);
    expect(page).toContain('Shows the 30 of 200 classes with the most mistakes.');
    expect(drawings.get('confusion.png')).toContain('>kind 29<');
    expect(drawings.get('confusion.png')).not.toContain('>kind 30<');
    expect(page.length).toBeLessThan(700_000);
  });
});
