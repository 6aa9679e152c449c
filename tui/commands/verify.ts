import { extname } from 'node:path';
import { concat, concatMap, from, map, of, takeUntil, type Observable } from 'rxjs';
import { kebabCase, labelOptions } from '../../pipelines/options.ts';
import type { VerifyOptions, VerifyWorld } from '../../pipelines/verify.ts';
import { printable, shellCommand, type Verification } from '../../src/core/index.ts';
import { mapOrdered } from '../../src/flow/index.ts';
import { decodeImage, liveDisk, saveTextFile } from '../../src/io/index.ts';
import { exclusionList, findingsCsv } from '../../src/reports/index.ts';
import type { RunCommand } from '../cli/commands.ts';
import { findingsLines } from '../lines/findings-lines.ts';
import { outputLevel, paint } from '../lines/paint.ts';
import { countProgress } from '../lines/count-progress.ts';
import { thinned } from '../lines/thinned.ts';
import type { Printed } from '../printed.ts';
import { dataFolder, withData } from './data-folder.ts';

/** Options of `verify`. */
export interface VerifyCommandOptions extends VerifyOptions {
  readonly format: 'table' | 'csv' | 'json';
  /** The absolute path of the file to write; undefined for none. */
  readonly out: string | undefined;
}

/** Images that are decoded at once: enough for libuv's four threads. */
const CONCURRENCY = 8;

const world: VerifyWorld = {
  ...liveDisk,
  now: () => performance.now(),
  decode: (requests) => from(requests).pipe(mapOrdered(decodeImage, { concurrency: CONCURRENCY })),
};

/**
 * Verifies a folder of images, without TensorFlow. Progress and notes are on standard error, the findings on standard
 * output. Exits with 1 if there are any.
 */
export const verifyCommand: RunCommand<VerifyCommandOptions> = (terminal, given) => {
  const level = outputLevel(terminal, given.shared);
  const paintLines = (result: Verification): readonly string[] => paint(findingsLines(result), level);
  return dataFolder(given.options.data).pipe(
    concatMap((found): Observable<Printed> => {
      if (typeof found === 'string') return of({ toStderr: found });
      const { options } = withData(given, found.folder);
      const format = given.shared.json ? 'json' : options.format;
      return from(import('../../pipelines/verify.ts')).pipe(
        concatMap(({ verify }) => verify(world, options)),
        thinned({ now: () => performance.now() }),
        concatMap((event) =>
          event._tag === 'Verifying'
            ? of({ toStderr: countProgress('Verified', event) })
            : resultOutput(event, { ...options, format }, paintLines),
        ),
      );
    }),
    takeUntil(terminal.controls.stop$),
  );
};

type LabelOptions = Pick<VerifyOptions, (typeof labelOptions)[number]>;

type ResultOptions = Pick<VerifyCommandOptions, 'data' | 'format' | 'out'> & LabelOptions;

/** Returns the flags of the options that determine the labels, which the next command needs too. */
const labelFlags = (options: LabelOptions): readonly string[] =>
  labelOptions.flatMap((name) => {
    const value = options[name];
    return value === undefined ? [] : [`--${kebabCase(name)}`, value];
  });

/** Writes the file of `--out` and emits the output for a result. */
export const resultOutput = (
  result: Verification,
  { data, format, out, ...others }: ResultOptions,
  paintLines: (result: Verification) => readonly string[],
): Observable<Printed> => {
  const { findings, notes } = result;
  const hasFailed = findings.length > 0;
  const toStderr = (text: string): Printed => ({ toStderr: printable(text) });
  const saved$ =
    out === undefined
      ? of<readonly string[]>([])
      : saveTextFile(out, fileOf(result, out)).pipe(map(({ path }) => [`Wrote ${path}`]));
  return saved$.pipe(
    concatMap((saved) =>
      concat(
        from(notes).pipe(map((note) => toStderr(`note: ${note}`))),
        format === 'table'
          ? from(paintLines(result))
          : of({ json: format === 'csv' ? findingsCsv(findings) : jsonOf(result) }),
        from([...saved, ...nextSteps(result, data, out, labelFlags(others))]).pipe(map(toStderr)),
        hasFailed ? of({ exitCode: 1 }) : [],
      ),
    ),
  );
};

const jsonOf = ({ _tag, ...result }: Verification): string => `${JSON.stringify(result)}\n`;

function fileOf(result: Verification, path: string): string {
  switch (extname(path).toLowerCase()) {
    case '.csv':
      return findingsCsv(result.findings);
    case '.json':
      return jsonOf(result);
    default:
      return exclusionList(result);
  }
}

/** Returns how to train without the images that are to be left out. */
function nextSteps(
  { findings }: Verification,
  data: string,
  out: string | undefined,
  others: readonly string[],
): readonly string[] {
  if (findings.every(({ exclude }) => exclude.length === 0)) return [];
  const isList = out !== undefined && !['.csv', '.json'].includes(extname(out).toLowerCase());
  return isList
    ? [`To train without them: ${shellCommand(['baseline', data, ...others, '--exclude', out])}`]
    : [
        `For a list that training leaves out: ${shellCommand(['verify', data, ...others, '--out', 'exclude.txt'])}`,
      ];
}
