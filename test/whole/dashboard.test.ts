import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { millrace, millraceArguments } from '../support/command-line.ts';
import { writePhotos } from '../support/photos.ts';
import { pseudoTerminal, type PseudoTerminal } from '../support/pseudo-terminal.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const temporary = temporaryFolder();
const at = (...names: readonly string[]): string => join(temporary.path, ...names);
const run = at('run');

beforeAll(async () => {
  await writePhotos(at('photos'));
});

afterAll(() => {
  temporary[Symbol.dispose]();
});

const inTerminal = (...args: readonly string[]): PseudoTerminal =>
  pseudoTerminal({
    file: process.execPath,
    args: millraceArguments(args),
    columns: 80,
    rows: 24,
  });

/** Each test starts several processes, and each of them loads all of Millrace. */
const TIMEOUT_MS = 180_000;

const linesOf = (file: string): number => readFileSync(file, 'utf8').split('\n').length;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('a run in a terminal', () => {
  test(
    'is watched from another terminal, paused and stopped; it leaves a model and a report',
    async () => {
      const options = ['--arch', 'xresnet18', '--size', '16', '--item-size', '20', '--batch-size', '8'];
      using terminal = inTerminal(
        'baseline',
        '--data',
        at('photos'),
        ...options,
        '--epochs',
        '1000',
        '--out',
        run,
      );
      await terminal.until(
        (text) => /^baseline.*(training|validation)/.test(text) && /\n2 +\d/.test(text),
        'two epochs',
      );
      using watching = inTerminal('watch', run);
      await watching.until(
        (text) => /^baseline.*(training|validation)/.test(text) && text.includes('q leave'),
        'the same in the second terminal',
      );

      terminal.press('p');
      await terminal.until((text) => text.includes('paused · ') && text.includes('p resume'), 'a pause');
      // The step in progress ends and is written.
      await pause(1500);
      const written = linesOf(join(run, 'metrics.jsonl'));
      await pause(1500);
      expect(linesOf(join(run, 'metrics.jsonl'))).toBe(written);
      terminal.press('p');
      await terminal.until((text) => /^baseline.*(training|validation)/.test(text), 'training to resume');

      watching.press('q');
      expect(await watching.exit).toBe(0);

      terminal.press('q');
      const left = await terminal.until((text) => text.includes(`Results are in ${run}`), 'the results');
      expect(await terminal.exit).toBe(130);
      expect(left).toMatch(/^baseline.*stopped after/m);
      expect(left).toMatch(/accuracy [01]\.\d{6} \(chance: 0\.500000/);
      expect(terminal.mode()).toEqual({ alternate: false, cursor: true });
      for (const name of ['model.safetensors', 'report.html', 'loss.png', 'result.json'])
        expect(existsSync(join(run, name))).toBe(true);
    },
    TIMEOUT_MS,
  );

  test(
    'is listed, replayed and compared afterwards',
    async () => {
      const listed = await millrace(['runs', temporary.path]);
      expect(listed).toMatchObject({ code: 0, stderr: '' });
      expect(listed.stdout).toMatch(
        /^run +started.*\nrun .*baseline +xresnet18 +16 +\d+ +[01]\.\d{6} .*stopped\n$/,
      );

      const replayed = await millrace(['watch', run, '--json']);
      expect(replayed).toMatchObject({ code: 0, stderr: '' });
      expect(replayed.stdout).toBe(readFileSync(join(run, 'metrics.jsonl'), 'utf8'));

      const compared = await millrace(['compare', run, run]);
      expect(compared).toMatchObject({ code: 0, stderr: '' });
      expect(compared.stdout).toContain('All settings are the same.');

      using terminal = inTerminal('watch', run);
      const shown = await terminal.until(
        (text) => /^baseline.*stopped after/.test(text),
        'the end of the run',
      );
      expect(shown).toContain('q leave');
      terminal.press('\u0003');
      expect(await terminal.exit).toBe(0);
      expect(await millrace(['watch', at('photos')])).toMatchObject({ code: 2 });
    },
    TIMEOUT_MS,
  );
});
