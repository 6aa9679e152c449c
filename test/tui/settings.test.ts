import { resolve } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import { EMPTY } from 'rxjs';
import { describe, expect, test } from 'vitest';
import type { AnyCommand } from '../../src/core/index.ts';
import { command, mistakes, runs, textOf } from './made-command-line.ts';

const fraction = {
  kind: 'number',
  expected: 'a fraction',
  accepts: (x: number) => x >= 0 && x <= 1,
} as const;
describe('layers of options', () => {
  const files = {
    'millrace.config.json': { data: 'photos', batchSize: 32, epochs: 7, mixup: 0.3 },
    'run/config.json': { pipeline: 'mixup', data: '/photos', size: 96, mixup: 0.3 },
  };
  const environment = { MILLRACE_EPOCHS: '8', MILLRACE_LR: '1e-3', MILLRACE_PLAIN: '1' };

  test('flags override the environment, then the configuration file, then defaults; options of other commands are ignored', () => {
    const expected = { batchSize: 32, epochs: 8, lr: 0.01, size: 224 };
    const result = command('baseline --lr 0.01', { environment, files });
    expect(result).toEqual(runs('baseline', expected, { plain: true }));
    expect(E.isRight(result) && 'options' in result.right && 'mixup' in result.right.options).toBe(false);
    expect(command('baseline --no-plain', { environment, files })).toEqual(
      runs('baseline', {}, { plain: false }),
    );
  });

  test('a run’s configuration names its pipeline and replaces the configuration file of the current folder', () => {
    const again = runs('mixup', { data: '/photos', size: 96, mixup: 0.3, batchSize: 128 });
    expect(command('--config run/config.json', { files })).toEqual(again);
    expect(command('baseline --config run/config.json', { files })).toEqual(
      runs('baseline', { data: '/photos', size: 96, batchSize: 64 }),
    );
  });

  test('paths in a configuration file are relative to its folder', () => {
    const around = { files: { 'a/b.json': { data: '../photos', continue: 'run' } } };
    expect(command('baseline --config a/b.json', around)).toEqual(
      runs('baseline', { data: resolve('photos'), continue: resolve('a/run') }),
    );
  });

  test('the options of --from override the environment and the configuration file', () => {
    const around = { files, environment: { MILLRACE_SIZE: '32', MILLRACE_ARCH: 'xresnet50' } };
    expect(command('tta --from run', around)).toEqual(runs('tta', { size: 96 }));
  });

  test('an invalid setting is not also reported as missing', () => {
    const wrong = { 'millrace.config.json': { data: 'photos', epochz: 3 } };
    expect(mistakes('baseline', { files: wrong })).toEqual([
      expect.stringContaining('"epochz": unknown option'),
    ]);
    expect(mistakes('baseline', { environment: { MILLRACE_DATA: '' } })).toEqual([
      expect.stringContaining('MILLRACE_DATA: expected a folder'),
    ]);
    expect(mistakes('baseline --config nowhere.json')).toEqual([expect.stringContaining("a run's folder")]);
  });

  test('options of one call are not settings', () => {
    const around = {
      environment: { MILLRACE_YES: '1' },
      files: { 'millrace.config.json': { prepare: true } },
    };
    expect(command('cache', { environment: around.environment })).toEqual(runs('cache', { yes: false }));
    expect(mistakes('baseline photos', around)).toEqual([
      'millrace.config.json, "prepare": an option of one call. Give it as a flag: --prepare',
    ]);
  });

  test('a command that trains nothing reports only its own', () => {
    const files = { 'millrace.config.json': { epochz: 3, plain: 'perhaps' } };
    expect(mistakes('cache', { files })).toEqual([]);
    expect(mistakes('watch runs/a', { files })).toEqual([expect.stringContaining('"plain": expected true')]);
  });

  test('a misspelt variable is reported; variables of other programs are not', () => {
    const environment = { MILLRACE_BACH_SIZE: '8', MILLRACE_BINDING: '/x.node', MILLRACE_HOME: '/home' };
    expect(mistakes('baseline photos', { environment })).toEqual([
      'MILLRACE_BACH_SIZE: unknown option. Did you mean MILLRACE_BATCH_SIZE?',
    ]);
  });

  test('all mistakes are reported', () => {
    const reported = mistakes('baseline --data photos', {
      files: { 'millrace.config.json': { bachSize: 3, lr: 'banana', max: 1, epochs: [1] } },
      environment: { MILLRACE_SIZE: 'large', MILLRACE_OTHER: 'of another program' },
    });
    expect(reported).toHaveLength(4);
    expect(reported.join('\n')).toMatch(/millrace.config.json, "bachSize": .*Did you mean batchSize\?/);
    expect(reported.join('\n')).toMatch(/"lr": expected a positive number.*received "banana"/);
    expect(reported.join('\n')).toMatch(/"epochs": expected a positive integer, received "\[1\]"/);
    expect(reported.join('\n')).toMatch(/MILLRACE_SIZE: expected an integer.*received "large"/);
  });
});

describe('a user’s own pipeline', () => {
  const own: AnyCommand = {
    name: 'mine',
    summary: 'my own',
    example: '--data photos',
    defaults: { data: undefined, lr: 0.1, seed: 7, dropout: 0.5, flip: true, note: undefined, batchSize: 8 },
    options: {
      dropout: { value: 'P', help: 'fraction that is dropped', type: fraction },
      seed: {
        value: 'S',
        help: 'of my own',
        type: { kind: 'number', expected: 'a seed', accepts: () => true },
      },
    },
    run: () => EMPTY,
  };

  test('has its own options and those of the table', () => {
    const around = { own, environment: { MILLRACE_DROPOUT: '0.25' } };
    expect(command('run ./mine.ts --data photos --no-flip --note text --lr 1', around)).toEqual(
      E.right(
        expect.objectContaining({
          name: 'run ./mine.ts',
          options: {
            data: resolve('photos'),
            lr: 1,
            dropout: 0.25,
            flip: false,
            note: 'text',
            batchSize: 8,
            seed: 7,
          },
        }),
      ),
    );
    expect(command('./mine.ts --data photos', around)).toEqual(runs('run ./mine.ts', { dropout: 0.25 }));
  });

  test('can be named in a configuration file', () => {
    const files = { 'runs/1/config.json': { pipeline: resolve('mine.ts'), data: '/photos', dropout: 0 } };
    expect(command('--config runs/1/config.json --trust', { own, files })).toEqual(
      runs(`run ${resolve('mine.ts')}`, { dropout: 0 }),
    );
    expect(mistakes('--config runs/1/config.json --note x', { files })).toEqual([
      `runs/1/config.json, "pipeline": expected the name of a command, or --trust to run a file, received ` +
        `${resolve('mine.ts')}. If you trust the code of that file: ` +
        'npm start -- --config runs/1/config.json --note x --trust',
    ]);
    expect(textOf('--config runs/1/config.json --help', { files })).toContain('commands:');
  });

  test('a path in a configuration file is relative to its folder', () => {
    const files = { 'a/config.json': { pipeline: 'mine.ts', data: '../photos' } };
    expect(command('--config a/config.json --trust', { own, files })).toEqual(
      runs(`run ${resolve('a/mine.ts')}`, {}),
    );
  });

  test('has its own mistakes and help', () => {
    expect(mistakes('./mine.ts --data photos --dropout 2 --epochs 1', { own }).join('\n')).toMatch(
      /--dropout: expected a fraction, received "2"[^]*--epochs: not an option of run .\/mine.ts/,
    );
    const text = textOf('run ./mine.ts --help', { own }) ?? '';
    expect(text).toMatch(/run .\/mine.ts: my own\n/);
    expect(text).toMatch(/--dropout P +fraction that is dropped \(default 0.5\)/);
    expect(text).toContain('  --no-flip');
    expect(text.match(/--seed.*/g)).toEqual(['--seed S                of my own (default 7)']);
    expect(text).toContain('npm start -- run ./mine.ts --data photos');
  });
});
