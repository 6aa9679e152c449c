import { expect, test } from 'vitest';
import type { Metric } from '../../../src/core/index.ts';
import type { RunArguments } from '../../../src/reports/index.ts';
import { made } from '../../support/made-metrics.ts';
import { epoch, writeReport } from './made-report.ts';

const run: RunArguments = { folder: 'runs/1', repeat: ['baseline', '--config', 'runs/1/config.json'] };
const saved: readonly Metric[] = [
  made.runStarted(),
  made.phaseStarted(),
  ...epoch(0, 0, 0.5),
  made.checkpointSaved(),
];

/** Returns the code and the notes of the page, as a browser shows them. */
async function shown(metrics: readonly Metric[], changes: Partial<RunArguments> | null = {}) {
  const { page } = await writeReport(metrics, changes === null ? {} : { run: { ...run, ...changes } });
  const blocks = [...page.matchAll(/<pre>[^]*?<\/pre>/g)].map(([block]) =>
    [...block.matchAll(/<code>(.*?)<\/code>/g)].map(([, line = '']) =>
      line.replaceAll('&#39;', "'").replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&'),
    ),
  );
  return { blocks, page };
}

test('the page has the commands that use the model, and the one that repeats the run', async () => {
  const { blocks, page } = await shown(saved);
  expect(blocks).toEqual([
    ['npm start -- predict runs/1 photo.jpg'],
    ['npm start -- validate runs/1 --data DIR'],
    ['npm start -- serve runs/1'],
    ['npm start -- export runs/1 --format tfjs'],
    [
      "import { loadModel } from 'millrace/node';",
      "const model = await loadModel('runs/1');",
      "const [best] = await model.predict('photo.jpg');",
    ],
    ['npm start -- baseline --config runs/1/config.json'],
  ]);
  expect(page).toContain('Each loads model.safetensors, the model of the last epoch.');
  expect(page).toContain('Paths are relative to the working directory');
});

test('the model is that of the best epoch, if the run saved it', async () => {
  const { page } = await shown([
    made.runStarted(),
    made.phaseStarted(),
    ...epoch(0, 0, 0.5),
    made.bestSaved({ epoch: 1 }),
    ...epoch(0, 1, 0.75),
    ...epoch(0, 2, 0.5),
  ]);
  expect(page).toContain('Each loads best.safetensors, the model of the best epoch, 2.');
});

test.each([
  ['the run saved no model', saved.slice(0, -1), {}],
  ['the arguments are not known', saved, null],
] as const)('without the sections if %s', async (_, metrics, changes) => {
  const { blocks, page } = await shown(metrics, changes);
  expect(blocks).toEqual([]);
  expect(page).not.toMatch(/Use this model|Repeat this run/);
});

test('a run that no command repeats has only the commands for its model', async () => {
  const { blocks, page } = await shown(saved, { repeat: null });
  expect(blocks).toHaveLength(5);
  expect(page).not.toContain('Repeat this run');
});

test('a run that searched for its rate searches again', async () => {
  const config = { lr: 'auto' };
  const { blocks } = await shown([made.runStarted({ config }), made.lrFound(), ...saved.slice(1)]);
  expect(blocks.at(-1)).toEqual(['npm start -- baseline --config runs/1/config.json --lr auto']);
  const { blocks: given } = await shown([made.runStarted(), made.lrFound(), ...saved.slice(1)]);
  expect(given.at(-1)).toEqual(['npm start -- baseline --config runs/1/config.json']);
});

test('paths with special characters are quoted, in the shell and in code', async () => {
  const { blocks, page } = await shown(saved, { folder: String.raw`/it's <b>\n` });
  expect(blocks[2]).toEqual([String.raw`npm start -- serve '/it'\''s <b>\n'`]);
  expect(blocks[4]?.[1]).toBe(String.raw`const model = await loadModel('/it\'s <b>\\n');`);
  expect(page).not.toContain('<b>');
  expect(page).not.toContain('working directory');
});
