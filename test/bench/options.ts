import { parseArgs } from 'node:util';
import { halfUnits } from '../../src/core/index.ts';
import { readOr } from './memory.ts';
import { kinds, settings, type Kind } from './settings.ts';

/** The options of the benchmark. */
export interface Options {
  readonly data: string;
  readonly only: readonly Kind[];
  readonly settings: readonly string[];
  readonly repeats: number;
  readonly json: string;
}

export const help = `npm run bench -- --data DIR [options]

Times Millrace against fastai (PyTorch) and stock TensorFlow.js on this machine, alternating between the two, and prints
ratios of medians. Downloads fastai on first use (about 3 GB, 6 GB unpacked) into Millrace's cache folder. Takes about an
hour on two cores. Exits with 1 if a ratio misses its floor, or cannot be judged because other programs used more than a
tenth of the processors.

  --data DIR         images, one folder per class
  --only KIND,…      ${kinds.join(', ')}
                     bfloat16: training steps, beside ours in float32 and fastai's to_bf16; by default only on
                     processors with units for it
                     predict: one image by a whole process, and 1,000 images by a loaded model
  --settings NAME,…  ${settings.map(({ name }) => name).join(', ')}
  --repeats N        measured rounds per side, after one warm-up round (default 5)
  --json FILE        where to write all results (default bench.json)
  --gpu              compares with PyTorch on an NVIDIA GPU instead, within 8 minutes: see --gpu --help

  npm run bench -- --data imagenette2-160/train
  npm run bench -- --data photos --only predict
  npm run bench -- --data photos --only train,cold --settings xresnet18-64 --repeats 3
`;

/** Parses the arguments. Returns the options, or all mistakes, or null if help is requested. */
export function parseOptions(args: readonly string[]): Options | readonly string[] | null {
  let values;
  try {
    ({ values } = parseArgs({
      args: [...args],
      options: {
        data: { type: 'string' },
        only: { type: 'string', default: kinds.filter(isUseful).join() },
        settings: { type: 'string', default: settings.map(({ name }) => name).join() },
        repeats: { type: 'string', default: '5' },
        json: { type: 'string', default: 'bench.json' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }));
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
  if (values.help) return null;
  const [only, chosen] = [values.only.split(','), values.settings.split(',')];
  const repeats = Number(values.repeats);
  const mistakes = [
    ...(values.data === undefined ? ['--data: expected a folder of class folders, received nothing'] : []),
    ...unknown('--only', only, kinds),
    ...unknown(
      '--settings',
      chosen,
      settings.map(({ name }) => name),
    ),
    ...(Number.isInteger(repeats) && repeats >= 1
      ? []
      : [`--repeats: expected a positive integer, received "${values.repeats}"`]),
  ];
  if (mistakes.length > 0 || values.data === undefined) return mistakes;
  return { data: values.data, only: only as Kind[], settings: chosen, repeats, json: values.json };
}

/** By default, bfloat16 is measured where the processor has units for it. */
const isUseful = (kind: Kind): boolean =>
  kind !== 'bfloat16' || halfUnits(readOr('/proc/cpuinfo'), 'bfloat16').length > 0;

const unknown = (where: string, given: readonly string[], known: readonly string[]): string[] =>
  given
    .filter((each) => !known.includes(each))
    .map((each) => `${where}: expected some of ${known.join(', ')}, received "${each}"`);
