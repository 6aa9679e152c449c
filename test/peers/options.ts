import { parseArgs } from 'node:util';
import { architectureNames, type ArchitectureName } from '../../src/core/names.ts';
import { exportFormats, type ExportFormat } from '../../src/core/index.ts';
import { runtimeNames, type Runtime } from './runtimes.ts';

/** The options of this program. */
export interface Options {
  readonly architectures: readonly ArchitectureName[];
  readonly formats: readonly ExportFormat[];
  readonly runtimes: readonly Runtime[];
  readonly images: string | undefined;
  readonly count: number;
  readonly size: number;
  readonly writesGolden: boolean;
}

export const help = `npm run test:peers -- [options]

Exports models of all architectures with \`millrace export\`, runs them in ONNX Runtime, TensorFlow, LiteRT, timm and the
installed Chromium, and compares their probabilities with those of \`predict\`. Installs the Python packages that the formats
need into Millrace's cache folder at the first use, and says how large they are. With tfjs in Chromium, also compares how the
page and Millrace prepare images of many kinds. Prints tables in Markdown; exits with 1 if a difference exceeds its bound.

  --arch A,B          the architectures (default: all)
  --formats F,…       ${exportFormats.join(', ')} (default: all)
  --images DIR        a folder with JPEG files, at any depth (default: blurred noise)
  --images-count N    the number of images (default 100); half of them are cut to rectangles
  --runtimes R,…      ${runtimeNames.join(', ')} (default: all)
  --size N            height and width of the network's input, a multiple of 4 (default 64)
  --write-golden      only writes test/golden/export.json, by ONNX Runtime and TensorFlow
`;

/** Parses the arguments; null if help is requested. Throws an error for a mistake. */
export function parseOptions(args: readonly string[]): Options | null {
  const { values } = parseArgs({
    args: [...args],
    options: {
      arch: { type: 'string', default: architectureNames.join() },
      formats: { type: 'string', default: exportFormats.join() },
      runtimes: { type: 'string', default: runtimeNames.join() },
      images: { type: 'string' },
      'images-count': { type: 'string', default: '100' },
      size: { type: 'string', default: '64' },
      'write-golden': { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return null;
  return {
    architectures: listed('--arch', values.arch, architectureNames),
    formats: listed('--formats', values.formats, exportFormats),
    runtimes: listed('--runtimes', values.runtimes, runtimeNames),
    images: values.images,
    count: integer('--images-count', values['images-count'], 8),
    size: integer('--size', values.size, 32, 4),
    writesGolden: values['write-golden'],
  };
}

function listed<T extends string>(option: string, text: string, known: readonly T[]): readonly T[] {
  return text.split(',').map((name) => {
    const found = known.find((each) => each === name);
    if (found === undefined)
      throw new Error(`${option}: expected some of ${known.join(', ')}, received "${name}"`);
    return found;
  });
}

function integer(option: string, text: string, least: number, factor = 1): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < least || number % factor !== 0)
    throw new Error(`${option}: expected an integer from ${least}, received "${text}"`);
  return number;
}
