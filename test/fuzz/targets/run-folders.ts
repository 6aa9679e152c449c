import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import { MillraceError } from '../../../src/core/index.ts';
import { hasRun, readRunConfig, readStoredRun, runsIn, runState } from '../../../src/io/index.ts';
import { foldRunState, jsonLine } from '../../../src/reports/index.ts';
import { resultJson } from '../../../src/reports/run-result.ts';
import { paint } from '../../../tui/lines/paint.ts';
import { runsLines } from '../../../tui/lines/runs-lines.ts';
import { made } from '../../support/made-metrics.ts';
import { trained } from '../../support/made-run-state.ts';
import { check, isHarmless, type PrepareTarget } from '../fuzz-target.ts';
import { mutateBytes } from '../mutations/bytes.ts';
import { mutateJson } from '../mutations/json.ts';
import { mutateLines } from '../mutations/lines.ts';
import { pick } from '../mutations/mutated.ts';

const metrics = [made.runStarted(), made.phaseStarted(), made.step(), made.epochRow()].map(jsonLine).join('');
const completed = metrics + jsonLine(made.runEnded());
const history = 'epoch,train_loss,valid_loss,accuracy,time\n0,2.5,2.25,0.5,01:02\n1,2.25,2.125,0.625,00:59\n';
const config = `${JSON.stringify({ pipeline: 'baseline', data: '/photos', arch: 'xresnet18', size: 64, lr: 0.003 })}\n`;

/** A finished run, one that was lost, and one of several runs. */
const files: Readonly<Record<string, string>> = {
  'finished/config.json': config,
  'finished/metrics.jsonl': completed,
  'finished/history.csv': history,
  'finished/result.json': resultJson(foldRunState(trained, made.runEnded())),
  'lost/config.json': config,
  'lost/metrics.jsonl': metrics,
  'lost/history.csv': history,
  'several/config.json': config,
  'several/metrics.jsonl': completed,
  'several/inner/config.json': config,
  'several/inner/metrics.jsonl': completed,
};
const NAMES = ['finished', 'lost', 'several', 'inner'];

/** Folders of runs: whatever is in them, all runs are listed. */
const prepare: PrepareTarget = (folder) => {
  const write = (name: string, content: string | Uint8Array): void => {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  };
  for (const [name, text] of Object.entries(files)) write(name, text);
  return {
    mutant: (draw) => {
      const file = pick(draw, Object.keys(files));
      const text = files[file]!;
      const { value, how } = pick(draw, [
        () =>
          mutateBytes(
            Buffer.from(text),
            draw,
            Object.values(files).map((each) => Buffer.from(each)),
          ),
        () => (file.endsWith('.json') ? mutateJson(text, draw) : mutateLines(text, draw)),
      ])();
      return { file, bytes: Buffer.from(value), how };
    },
    examine: ({ file, bytes }) => {
      write(file, bytes);
      try {
        const lines = runsLines(runsIn(folder, Date.now()), { folder, width: 100 });
        const texts = paint(lines, 0);
        check(
          NAMES.every((name) => texts.some((line) => line.trimStart().startsWith(name))),
          `not every run is listed: ${texts.join('; ')}`,
        );
        check(texts.every(isHarmless), `a line with control characters: ${JSON.stringify(texts)}`);
        const run = join(folder, dirname(file));
        check(hasRun(run), 'a folder without a run');
        runState(join(run, 'metrics.jsonl'), Date.now());
        for (const read of [readStoredRun(run), readRunConfig(run)])
          if (E.isLeft(read)) throw new MillraceError(read.left);
      } finally {
        write(file, files[file]!);
      }
    },
  };
};

export default prepare;
