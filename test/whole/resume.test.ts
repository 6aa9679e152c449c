import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { killedRun } from '../resume/killed-run.ts';
import { differences } from '../resume/same-run.ts';
import { millrace } from '../support/command-line.ts';
import { smallRuns } from '../support/small-runs.ts';

const { at, small } = smallRuns();
const saved = (run: string) =>
  ({ after: () => existsSync(join(run, 'checkpoint.safetensors')), signal: 'SIGKILL' }) as const;
/** After the resumed run has recorded something new. */
const grown = (run: string) => {
  const { size } = statSync(join(run, 'metrics.jsonl'));
  return { after: () => statSync(join(run, 'metrics.jsonl')).size > size + 500, signal: 'SIGKILL' } as const;
};
const options = [...small, '--epochs', '3', '--ema', '0.9', '--tensorboard'];

test('killed twice and resumed, a run equals one that was not stopped; then there is nothing to resume', async () => {
  const [whole, run] = [at('whole'), at('killed')];
  // A resumed run does not choose its options again.
  const args = ['train', ...options, '--mixup', '0.2'];
  expect(await killedRun([...args, '--out', whole], whole, null)).toMatchObject({ code: 0, stderr: '' });
  const start = [...args, '--checkpoint', '1steps', '--out', run];
  const first = await killedRun(start, run, { ...saved(run), target: 'both' });
  expect(first.wasKilled).toBe(true);
  expect(existsSync(join(run, 'checkpoint.safetensors'))).toBe(true);
  // A second run into the folder is refused, but for `resume`.
  expect((await millrace([...args, '--out', run])).code).toBe(2);
  const second = await killedRun(['resume', run], run, { ...grown(run), target: 'engine' });
  expect(second.stdout).toContain(`Resuming ${run} (train)`);
  expect(second.wasKilled).toBe(true);
  expect(second.stdout).toContain(`To resume it: npm start -- resume ${run}`);
  expect(await millrace(['resume', run])).toMatchObject({ code: 0, stderr: '' });
  expect(differences(whole, run)).toEqual([]);
  expect(existsSync(join(run, 'checkpoint.safetensors'))).toBe(false);
  const again = await millrace(['resume', run]);
  expect(again).toMatchObject({ code: 0, stderr: '' });
  expect(again.stdout).toContain('has completed: there is nothing to resume');
}, 120_000);

test('changed options and images are refused, and the run stays as it is', async () => {
  const run = at('changed');
  const start = ['baseline', ...options, '--checkpoint', '1steps', '--out', run];
  await killedRun(start, run, { ...saved(run), target: 'both' });
  const before = readFileSync(join(run, 'metrics.jsonl'), 'utf8');
  const file = join(run, 'config.json');
  const config = readFileSync(file, 'utf8');
  writeFileSync(file, config.replace('"epochs": 3', '"epochs": 4'));
  const { code, stderr } = await millrace(['resume', run]);
  expect(code).toBe(2);
  expect(stderr).toContain('epochs: 3 then, 4 now');
  writeFileSync(file, config);
  const image = join((JSON.parse(config) as { data: string }).data, 'red', '0.jpg');
  const content = readFileSync(image);
  writeFileSync(image, Buffer.concat([content, Buffer.from('changed')]));
  expect((await millrace(['resume', run])).stderr).toContain('other images: some were renamed');
  writeFileSync(image, content);
  expect(readFileSync(join(run, 'metrics.jsonl'), 'utf8')).toBe(before);
}, 120_000);
