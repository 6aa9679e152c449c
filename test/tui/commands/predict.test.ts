import { expect, test } from 'vitest';
import { predict, type PredictOptions } from '../../../tui/commands/predict.ts';
import { predictDefaults } from '../../../tui/cli/predict-options.ts';
import { collect } from '../../support/collect.ts';
import { madeGiven, madeTerminal } from '../made-given.ts';

test('the name of a file must not stand for another format than that of the option', async () => {
  const run = (change: Partial<PredictOptions>): Promise<unknown> =>
    collect(predict(madeTerminal(), madeGiven({ options: { ...predictDefaults, ...change } })));
  await expect(run({ format: 'json', out: '/o.csv' })).rejects.toThrow(
    '--out: expected a file whose name fits the format json, received /o.csv. Name it otherwise, or omit --format: .csv stands for csv.',
  );
  await expect(run({ format: 'table', out: '/o.JSONL' })).rejects.toThrow(/\.jsonl stands for json/);
});
