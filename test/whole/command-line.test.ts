import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { METRIC_VERSION } from '../../src/core/index.ts';
import { childrenOf, millrace } from '../support/command-line.ts';
import { blackPng } from '../support/made-png.ts';
import { writePhotos } from '../support/photos.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const temporary = temporaryFolder();
const at = (...names: readonly string[]): string => join(temporary.path, ...names);
const photos = at('photos');
const small = [
  '--data',
  photos,
  '--arch',
  'xresnet18',
  '--size',
  '16',
  '--item-size',
  '20',
  '--batch-size',
  '8',
];
const resultOf = (run: string): Record<string, unknown> =>
  JSON.parse(readFileSync(join(run, 'result.json'), 'utf8')) as Record<string, unknown>;

beforeAll(async () => {
  await writePhotos(photos);
  writeFileSync(at('letter'), 'Dear Sir');
});

afterAll(() => {
  temporary[Symbol.dispose]();
});

describe('mistakes are told in a line each, with exit code 2', () => {
  test.each([
    ['a missing folder', ['baseline', '--data', at('nowhere')], /--data: expected a folder.*nowhere/],
    ['a learning rate', ['baseline', ...small, '--lr', 'banana'], /--lr: .*received "banana"/],
    ['an option', ['baseline', ...small, '--lrs', '1'], /--lrs: .*Did you mean --lr\?/],
    ['an architecture', ['baseline', ...small, '--arch', 'vgg'], /--arch: .*received "vgg"/],
    ['a pipeline', ['basline'], /command: .*received "basline".*Did you mean baseline\?/],
  ])('%s', async (_, args, told) => {
    const { code, stdout, stderr } = await millrace(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(told);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });

  test('a folder without pictures, and one with a single class', async () => {
    mkdirSync(at('empty', 'cat'), { recursive: true });
    const empty = await millrace(['baseline', '--data', at('empty')]);
    expect(empty).toMatchObject({ code: 2, stderr: expect.stringContaining(at('empty')) as unknown });
    const single = await millrace(['baseline', '--data', join(photos, 'red'), '--out', at('single')]);
    expect(single.code).toBe(2);
    expect(single.stderr).toMatch(/^millrace: .*expected .*class.*\n$/);
    const several = await millrace(['baseline', '--data', at('empty'), '--lr', 'banana']);
    expect(several.stderr).toMatch(/--lr: .*\n.*expected pictures/);
  });

  test('before an engine is prepared', async () => {
    mkdirSync(at('no-cache'));
    vi.stubEnv('XDG_CACHE_HOME', at('no-cache'));
    const { code, stdout } = await millrace(['baseline', '--data', at('empty')]);
    const missing = await millrace(['doctor']);
    vi.stubEnv('XDG_CACHE_HOME', join(at('letter'), 'cache'));
    const unwritable = await millrace(['doctor']);
    vi.unstubAllEnvs();
    expect({ code, stdout, left: readdirSync(at('no-cache')) }).toEqual({ code: 2, stdout: '', left: [] });
    expect(missing).toMatchObject({ code: 1, stderr: '' });
    expect(missing.stdout).toContain('! The engine is not prepared. Run: npm start -- doctor --prepare');
    expect(unwritable).toMatchObject({ code: 1, stderr: '' });
    expect(unwritable.stdout).toMatch(/^! The cache folder is .*, where a file is in the way/m);
  });

  test('a run folder that cannot be one, before anything is done', async () => {
    writeFileSync(at('file'), '');
    const { code, stdout, stderr } = await millrace(['baseline', ...small, '--out', at('file', 'run')]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^millrace: --out: .*where a file is in the way.*\n$/);
  });

  test('batches larger than there are pictures, also of a later experiment', async () => {
    const { code, stdout, stderr } = await millrace(['chapter', ...small]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^millrace: --start-batch-size: expected at most .*received 128\. .*\n$/);
  });
});

test('help takes no engine and no time to speak of', async () => {
  expect(await millrace(['tta', '--help'])).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/--from RUN.*\n/) as unknown,
    stderr: '',
  });
});

test('a run leaves its folder, bad pictures are skipped, and its model is used again', async () => {
  writeFileSync(join(photos, 'red', 'letter.jpg'), 'Dear Sir');
  writeFileSync(join(photos, 'red', 'empty.png'), '');
  writeFileSync(join(photos, 'blue', 'huge.png'), blackPng(30_000, 30_000));
  const whole = readFileSync(join(photos, 'blue', '0.jpg'));
  writeFileSync(join(photos, 'blue', 'cut.jpg'), whole.subarray(0, whole.length - 100));
  const run = at('run');
  const { code, stdout, stderr } = await millrace(['baseline', ...small, '--epochs', '2', '--out', run]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  for (const name of ['letter.jpg', 'empty.png', 'huge.png', 'cut.jpg'])
    expect(stdout).toMatch(new RegExp(`skipped .*${name.replace('.', '\\.')}: `));
  expect(stdout).toMatch(/^epoch +train_loss +valid_loss +accuracy +time$/m);
  expect(readFileSync(join(run, 'history.csv'), 'utf8')).toMatch(
    /^epoch,train_loss,valid_loss,accuracy,time\n0,.*\n1,.*\n$/,
  );
  expect(resultOf(run)).toMatchObject({ pipeline: 'baseline', ended: 'completed', skipped: 4 });

  const augmented = await millrace(['tta', '--from', run, '--n', '2', '--out', at('tta')]);
  expect(augmented).toMatchObject({ code: 0, stderr: '' });
  expect(resultOf(at('tta'))).toMatchObject({
    accuracy: resultOf(run)['accuracy'],
    tta_accuracy: expect.any(Number) as unknown,
  });
});

test('the chapter is all its experiments, each in a folder, and a table of them', async () => {
  const out = at('chapter');
  const sizes = [
    '--start-batch-size',
    '8',
    '--start-size',
    '16',
    '--mixup-epochs',
    '1',
    '--start-epochs',
    '1',
  ];
  const epochs = ['--epochs', '1', '--fine-tune-epochs', '1', '--n', '1'];
  const { code, stdout, stderr } = await millrace(['chapter', ...small, ...sizes, ...epochs, '--out', out]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const names = [
    'baseline',
    'normalized',
    'normalized-continued',
    'progressive',
    'tta',
    'mixup',
    'label-smoothing',
  ];
  for (const name of names) {
    expect(resultOf(join(out, name))).toMatchObject({ pipeline: name, ended: 'completed' });
    expect(stdout).toMatch(new RegExp(`^\\| ${name} +\\| [01]\\.\\d{6} \\| +\\| \\d\\d:\\d\\d `, 'm'));
  }
  expect(readFileSync(join(out, 'table.md'), 'utf8').split('\n')).toHaveLength(names.length + 3);
});

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s ends a run with %i, after its step and with its model saved', async (signal, expected) => {
  const run = at(signal);
  let sent = false;
  const { code, stderr } = await millrace(
    ['baseline', ...small, '--epochs', '1000', '--out', run],
    (child, stdout) => {
      if (!sent && /^0 +\d/m.test(stdout)) sent = child.kill(signal);
    },
  );
  expect({ code, stderr }).toEqual({ code: expected, stderr: '' });
  expect(readFileSync(join(run, 'history.csv'), 'utf8')).toMatch(/^epoch.*\n0,/);
  expect(resultOf(run)).toMatchObject({ ended: 'stopped', accuracy: expect.any(Number) as unknown });
  expect(existsSync(join(run, 'model.safetensors'))).toBe(true);
});

test('an engine that is killed: what was heard last, what was kept, and how to go on', async () => {
  const run = at('killed');
  let killed = false;
  const { code, stdout, stderr } = await millrace(
    ['baseline', ...small, '--epochs', '1000', '--out', run],
    (child, printed) => {
      if (killed || !/^1 +\d/m.test(printed)) return;
      killed = true;
      for (const pid of childrenOf(child.pid ?? 0)) process.kill(pid, 'SIGKILL');
    },
  );
  expect(code).toBe(1);
  expect(stdout).toMatch(/^Last heard: epoch \d+, step \d+ of \d+:/m);
  expect(stdout).toContain(`To train it on: npm start -- --config ${run}/config.json --continue ${run}`);
  expect(stderr).toMatch(/^millrace: the engine's process: .*killed by SIGKILL.*take a smaller --batch-size/);
  expect(stderr).not.toMatch(/ {2}at |oneDNN/);
  const next = at('went-on');
  const again = ['--config', join(run, 'config.json'), '--continue', run, '--epochs', '1', '--out', next];
  expect(await millrace(again)).toMatchObject({ code: 0, stderr: '' });
  expect(resultOf(next)).toMatchObject({ pipeline: 'baseline', ended: 'completed', epochs: 1 });
}, 180_000);

test('with --json standard output is metrics and nothing else', async () => {
  const out = at('json');
  const { code, stdout, stderr } = await millrace([
    'baseline',
    ...small,
    '--epochs',
    '1',
    '--json',
    '--out',
    out,
  ]);
  expect(code).toBe(0);
  expect(stderr).toContain(`The run is in ${out}`);
  expect(stdout).toBe(readFileSync(join(out, 'metrics.jsonl'), 'utf8'));
  expect(JSON.parse(stdout.split('\n')[0] ?? '')).toMatchObject({
    _tag: 'RunStarted',
    version: METRIC_VERSION,
  });
});

test('a pipeline of one’s own has options of its own, and is run again from its configuration', async () => {
  const file = fileURLToPath(new URL('../support/own-pipeline.ts', import.meta.url));
  const own = ['run', file, '--data', photos, '--size', '16', '--max-rotate', '45'];
  const [out, again] = [at('own'), at('own-again')];
  expect(await millrace([...own, '--out', out])).toMatchObject({ code: 0, stderr: '' });
  expect(await millrace(['--config', join(out, 'config.json'), '--out', again])).toMatchObject({ code: 0 });
  const configOf = (run: string): unknown => JSON.parse(readFileSync(join(run, 'config.json'), 'utf8'));
  expect(configOf(again)).toEqual(configOf(out));
  expect(configOf(out)).toMatchObject({ pipeline: file, maxRotate: 45, doFlip: true });
  expect(resultOf(again)).toMatchObject({ pipeline: 'rotated', train_loss: resultOf(out)['train_loss'] });
});

test('a second signal ends a run at once', async () => {
  let signals = 0;
  const { code, stderr } = await millrace(
    ['baseline', ...small, '--epochs', '1000', '--out', at('twice')],
    (child, stdout) => {
      if (signals === 0 && /^0 +\d/m.test(stdout)) {
        signals += 2;
        child.kill('SIGINT');
        child.kill('SIGTERM');
      }
    },
  );
  // Two that come together may arrive in either order.
  expect([130, 143]).toContain(code);
  expect(stderr).toBe('');
  expect(existsSync(join(at('twice'), 'result.json'))).toBe(false);
});
