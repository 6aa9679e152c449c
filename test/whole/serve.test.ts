import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeOlderPhotos, writeOlderRun } from '../support/older-runs.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { serveRun } from '../serve/served-run.ts';

test('the command serves a model, and a stop answers what it has accepted', async () => {
  using folder = temporaryFolder();
  const [run, photos] = [join(folder.path, 'mine'), join(folder.path, 'photos')];
  writeOlderRun('run-85f7330', run);
  await writeOlderPhotos(photos);
  using served = await serveRun(run, ['--threads', '1']);
  expect(await (await fetch(`${served.url}/model`)).json()).toMatchObject({
    name: 'mine',
    architecture: 'xresnet18',
    classes: ['n01440764', 'n02102040'],
  });
  const bytes = readFileSync(join(photos, 'n01440764', '0.jpg'));
  const post = (body: Buffer | FormData): Promise<Response> =>
    fetch(`${served.url}/predict`, {
      method: 'POST',
      headers: body instanceof FormData ? {} : { 'Content-Type': 'image/jpeg' },
      body,
    });
  const alone = (await (await post(bytes)).json()) as { readonly probability: number };
  expect(alone).toMatchObject({ path: 'image', label: expect.stringMatching(/^n0/) as string });
  const form = new FormData();
  for (const [name, content] of [
    ['a.jpg', bytes],
    ['b.jpg', Buffer.from('Dear Sir')],
  ] as const)
    form.append('image', new Blob([content]), name);
  expect(await (await post(form)).json()).toMatchObject([
    { path: 'a.jpg', probability: expect.closeTo(alone.probability, 4) as number },
    { path: 'b.jpg', error: expect.stringContaining('cannot be decoded') as string },
  ]);
  const accepted = Array.from({ length: 8 }, () => post(bytes));
  await expect
    .poll(async () => (await fetch(`${served.url}/metrics`)).text())
    .toMatch(/millrace_held_bytes [1-9]|requests_total{route="\/predict",status="200"} 1\d/);
  const code = await served.stop();
  expect(
    (await Promise.all(accepted)).map(({ status }) => status).filter((status) => status !== 200),
  ).toEqual([]);
  expect(code).toBe(143);
  expect(served.events.map(({ _tag }) => _tag).filter((tag) => tag !== 'Traffic')).toEqual([
    'Listening',
    'Stopping',
    'Stopped',
  ]);
});
