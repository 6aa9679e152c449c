import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test, vi } from 'vitest';
import { METRIC_VERSION, shellCommand } from '../../src/core/index.ts';
import { COMPILED, millrace, millraceArguments } from '../support/command-line.ts';
import { runProgram } from '../support/run-program.ts';
import { smallRuns } from '../support/small-runs.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { at, photos, small, resultOf } = smallRuns();

test('commands run compiled, those with TypeScript of a user from the sources', () => {
  const folder = process.env[COMPILED] ?? '';
  expect(existsSync(folder)).toBe(true);
  expect(millraceArguments(['list'])).toEqual([join(folder, 'tui', 'millrace.js'), 'list']);
  expect(millraceArguments(['run', 'mine.ts'])).toContain(join(root, 'tui', 'millrace.ts'));
});

describe('each mistake is reported on one line, with exit code 2', () => {
  test.each([
    ['a missing folder', ['baseline', '--data', at('nowhere')], /--data: expected a folder.*nowhere/],
    [
      'a learning rate that is not a number',
      ['baseline', ...small, '--lr', 'banana'],
      /--lr: .*received "banana"/,
    ],
    ['an unknown option', ['baseline', ...small, '--lrs', '1'], /--lrs: .*Did you mean --lr\?/],
    ['an unknown architecture', ['baseline', ...small, '--arch', 'vgg'], /--arch: .*received "vgg"/],
    [
      'an unknown pipeline',
      ['basline'],
      /^millrace: basline: unknown command or guide\. Did you mean baseline\?/,
    ],
  ])('%s', async (_, args, message) => {
    const { code, stdout, stderr } = await millrace(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });

  test('a folder that another run has just claimed', async () => {
    mkdirSync(at('claimed'));
    writeFileSync(at('claimed', 'run.lock'), JSON.stringify({ pid: process.pid, host: hostname() }));
    const second = await millrace(['baseline', ...small, '--out', at('claimed')]);
    expect(second.code).toBe(2);
    expect(second.stderr).toContain(
      `--out: expected a folder that is not in use, received ${at('claimed')}, which process ${process.pid} is using.`,
    );
    expect(readdirSync(at('claimed'))).toEqual(['run.lock']);
  });

  test('a run that fails before it trains leaves no folder', async () => {
    mkdirSync(at('damaged'));
    writeFileSync(at('damaged', 'model.safetensors'), 'Dear Sir');
    const options = ['--data', photos, '--size', '16', '--item-size', '20', '--batch-size', '8'];
    const args = [...options, '--continue', at('damaged'), '--out', at('failed')];
    expect(await millrace(['baseline', ...args])).toMatchObject({ code: 2 });
    expect(existsSync(at('failed'))).toBe(false);
  });

  test('a folder without images, and a folder with a single class', async () => {
    mkdirSync(at('empty', 'cat'), { recursive: true });
    const empty = await millrace(['baseline', '--data', at('empty')]);
    expect(empty).toMatchObject({ code: 2, stderr: expect.stringContaining(at('empty')) as unknown });
    const single = await millrace(['baseline', '--data', join(photos, 'red'), '--out', at('single')]);
    expect(single.code).toBe(2);
    expect(single.stderr).toMatch(/^millrace: .*expected .*class.*\n$/);
    const several = await millrace(['baseline', '--data', at('empty'), '--lr', 'banana']);
    expect(several.stderr).toMatch(/--lr: .*\n.*expected images/);
  });

  test('mistakes are reported before the engine is prepared', async () => {
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
    expect(unwritable.stdout).toMatch(/^! The cache folder .* is not writable: a file is in the way/m);
  });

  test('a run folder that cannot be created is reported before anything else happens', async () => {
    writeFileSync(at('file'), '');
    const { code, stdout, stderr } = await millrace(['baseline', ...small, '--out', at('file', 'run')]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^millrace: --out: .*: a file is in the way.*\n$/);
  });

  test('a batch size larger than the data set, also for a later experiment', async () => {
    const { code, stdout, stderr } = await millrace(['chapter', ...small, '--start-batch-size', '33']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^millrace: --start-batch-size: expected at most 32, .*received 33\. .*\n$/);
  });
});

test('a printed command can be copied into a shell, and passes through the one of npm', async () => {
  const name = `my "run's" [1] $HOME`;
  for (const folder of [name, name.replace('[1]', '1')]) mkdirSync(at(folder));
  const env = { ...process.env, NO_UPDATE_NOTIFIER: '1' };
  const printed = await runProgram('sh', ['-c', shellCommand(['runs', at(name)])], { cwd: root, env });
  expect(printed.stdout).toContain(`No runs in ${at(name)} yet.`);
});

test('--help works without an engine', async () => {
  expect(await millrace(['tta', '--help'])).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/--from RUN.*\n/) as unknown,
    stderr: '',
  });
});

test('with --json, standard output holds metrics only', async () => {
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
  expect(stderr).toContain(`Results are in ${out}`);
  expect(stdout).toBe(readFileSync(join(out, 'metrics.jsonl'), 'utf8'));
  expect(JSON.parse(stdout.split('\n')[0] ?? '')).toMatchObject({
    _tag: 'RunStarted',
    version: METRIC_VERSION,
  });
});

test('a user’s pipeline accepts its own options, and reruns from its config.json', async () => {
  const file = fileURLToPath(new URL('../support/own-pipeline.ts', import.meta.url));
  const own = ['run', file, '--data', photos, '--size', '16', '--max-rotate', '45'];
  const [out, again] = [at('own'), at('own-again')];
  expect(await millrace([...own, '--out', out])).toMatchObject({ code: 0, stderr: '' });
  const config = ['--config', join(out, 'config.json')];
  expect(await millrace(['run', file, ...config, '--out', again])).toMatchObject({ code: 0 });
  const configOf = (run: string): unknown => JSON.parse(readFileSync(join(run, 'config.json'), 'utf8'));
  expect(configOf(again)).toEqual(configOf(out));
  expect(configOf(out)).toMatchObject({ pipeline: file, maxRotate: 45, doFlip: true });
  expect(resultOf(again)).toMatchObject({ pipeline: 'rotated', train_loss: resultOf(out)['train_loss'] });
});
