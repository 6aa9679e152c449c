import { resolve } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import { EMPTY } from 'rxjs';
import { describe, expect, test } from 'vitest';
import type { AnyPipeline } from '../../src/core/index.ts';
import { command, mistakes, trains } from './made-command-line.ts';

const fraction = { kind: 'number', expected: 'a share', accepts: (x: number) => x >= 0 && x <= 1 } as const;
describe('what was said, the first more than the next', () => {
  const files = {
    'millrace.config.json': { data: 'photos', batchSize: 32, epochs: 7, alpha: 0.3 },
    'run/config.json': { pipeline: 'mixup', data: '/photos', size: 96, alpha: 0.3 },
  };
  const environment = { MILLRACE_EPOCHS: '8', MILLRACE_LR: '1e-3', MILLRACE_PLAIN: '1' };

  test('flags, the environment, the configuration file, defaults; what is meant for others is left out', () => {
    const expected = { batchSize: 32, epochs: 8, lr: 0.01, size: 224 };
    const result = command('baseline --lr 0.01', { environment, files });
    expect(result).toEqual(trains('baseline', expected));
    expect(E.isRight(result) && 'options' in result.right && 'alpha' in result.right.options).toBe(false);
    expect(result).toEqual(E.right(expect.objectContaining({ plain: true })));
    expect(command('baseline --no-plain', { environment, files })).toEqual(
      E.right(expect.objectContaining({ plain: false })),
    );
  });

  test('a run’s configuration says its pipeline, and is taken instead of the file that lies there', () => {
    const again = trains('mixup', { data: '/photos', size: 96, alpha: 0.3, batchSize: 128 });
    expect(command('--config run/config.json', { files })).toEqual(again);
    expect(command('baseline --config run/config.json', { files })).toEqual(
      trains('baseline', { data: '/photos', size: 96, batchSize: 64 }),
    );
  });

  test('files in a configuration are where it says, from its own folder', () => {
    const around = { files: { 'a/b.json': { data: '../photos', continue: 'run' } } };
    expect(command('baseline --config a/b.json', around)).toEqual(
      trains('baseline', { data: resolve('photos'), continue: resolve('a/run') }),
    );
  });

  test('a run that is gone on from goes before the environment and the file', () => {
    const around = { files, environment: { MILLRACE_SIZE: '32', MILLRACE_ARCH: 'xresnet50' } };
    expect(command('tta --from run', around)).toEqual(trains('tta', { size: 96 }));
  });

  test('every mistake in them is told', () => {
    const told = mistakes('baseline --data photos', {
      files: { 'millrace.config.json': { bachSize: 3, lr: 'banana', max: 1, epochs: [1] } },
      environment: { MILLRACE_SIZE: 'large', MILLRACE_OTHER: 'of another program' },
    });
    expect(told).toHaveLength(4);
    expect(told.join('\n')).toMatch(/millrace.config.json, "bachSize": .*Did you mean batchSize\?/);
    expect(told.join('\n')).toMatch(/"lr": expected a positive number.*received "banana"/);
    expect(told.join('\n')).toMatch(/"epochs": expected a whole number from 1, received "\[1\]"/);
    expect(told.join('\n')).toMatch(/MILLRACE_SIZE: expected a whole number.*received "large"/);
  });
});

describe('a pipeline of the person’s own', () => {
  const own: AnyPipeline = {
    name: 'mine',
    summary: 'my own',
    example: '--data photos',
    defaults: { data: undefined, lr: 0.1, seed: 7, dropout: 0.5, flip: true, note: undefined, batchSize: 8 },
    options: {
      dropout: { value: 'P', help: 'share that is dropped', type: fraction },
      seed: {
        value: 'S',
        help: 'of my own',
        type: { kind: 'number', expected: 'a seed', accepts: () => true },
      },
    },
    run: () => EMPTY,
  };

  test('has options of its own and of the table', () => {
    const around = { own, environment: { MILLRACE_DROPOUT: '0.25' } };
    expect(command('run ./mine.ts --data photos --no-flip --note text --lr 1', around)).toEqual(
      E.right(
        expect.objectContaining({
          _tag: 'Train',
          pipeline: 'mine',
          file: resolve('mine.ts'),
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
    expect(command('./mine.ts --data photos', around)).toEqual(trains('mine', { dropout: 0.25 }));
  });

  test('is named by a configuration file', () => {
    const files = { 'runs/1/config.json': { pipeline: resolve('mine.ts'), data: '/photos', dropout: 0 } };
    expect(command('--config runs/1/config.json', { own, files })).toEqual(trains('mine', { dropout: 0 }));
  });

  test('its mistakes and its help', () => {
    expect(mistakes('./mine.ts --data photos --dropout 2 --epochs 1', { own }).join('\n')).toMatch(
      /--dropout: expected a share, received "2"[^]*--epochs: expected an option of run .\/mine.ts/,
    );
    const help = command('run ./mine.ts --help', { own });
    const text = E.isRight(help) && 'text' in help.right ? help.right.text : '';
    expect(text).toMatch(/run .\/mine.ts: my own\n/);
    expect(text).toMatch(/--dropout P +share that is dropped \(default 0.5\)/);
    expect(text).toContain('  --no-flip');
    expect(text.match(/--seed.*/g)).toEqual(['--seed S                of my own (default 7)']);
    expect(text).toContain('npm start -- run ./mine.ts --data photos');
  });
});
