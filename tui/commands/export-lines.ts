import { join } from 'node:path';
import {
  formatBytes,
  printable,
  quoteArgument,
  shellCommand,
  type ExportFormat,
} from '../../src/core/index.ts';
import type { ExportedFile } from '../../src/export/index.ts';
import { pathFromHere } from '../path-from-here.ts';

/** What was exported. */
export interface Exported {
  /** The path of the model. */
  readonly model: string;
  readonly format: ExportFormat;
  readonly half: boolean;
  readonly files: readonly ExportedFile[];
}

/** Returns the line that says what was written. */
export function wroteLine(folder: string, { model, files }: Exported): string {
  const bytes = files.reduce((sum, { content }) => sum + Buffer.byteLength(content), 0);
  const [only, ...others] = files;
  const what =
    only !== undefined && others.length === 0
      ? pathFromHere(join(folder, only.name))
      : `${files.length} files into ${pathFromHere(folder)}`;
  return printable(`Wrote ${what} (${formatBytes(bytes)}) from ${pathFromHere(model)}`);
}

/** Returns what to do with an exported model. */
export const exportSteps = (folder: string, exported: Exported): readonly string[] =>
  [
    ...STEPS[exported.format](pathFromHere(folder), exported),
    `How to run it: ${shellCommand(['help', 'exporting'])}`,
  ].map(printable);

const STEPS: Readonly<Record<ExportFormat, (folder: string, exported: Exported) => readonly string[]>> = {
  onnx: (folder) => [`To look at it: open ${join(folder, 'model.onnx')} at https://netron.app.`],
  tfjs: (folder, { files, half }) =>
    files.some(({ name }) => name === 'index.html')
      ? [
          `To see the page: npx serve ${quoteArgument(folder)}, then open the address that it prints.`,
          ...(half ? [] : ['With --half, its visitors download half as much.']),
        ]
      : [
          'Without a page: the model does not record how its images are prepared, or not in steps that a page knows.',
        ],
  'saved-model': (folder) => [
    `To see its inputs and outputs: saved_model_cli show --all --dir ${quoteArgument(folder)}`,
  ],
  // A JSON string is one of Python too.
  timm: (folder) => [
    `To load it in Python: timm.create_model(${JSON.stringify(`local-dir:${folder}`)}, pretrained=True).eval()`,
  ],
};
