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

/** Returns the line that says what was written. */
export function wroteLine(folder: string, files: readonly ExportedFile[]): string {
  const bytes = files.reduce((sum, { content }) => sum + Buffer.byteLength(content), 0);
  const [only, ...others] = files;
  const what =
    only !== undefined && others.length === 0
      ? pathFromHere(join(folder, only.name))
      : `${files.length} files into ${pathFromHere(folder)}`;
  return printable(`Wrote ${what} (${formatBytes(bytes)})`);
}

/** Returns what to do with an exported model. */
export function exportSteps(
  format: ExportFormat,
  folder: string,
  files: readonly ExportedFile[],
): readonly string[] {
  const isWithoutPage = format === 'tfjs' && !files.some(({ name }) => name === 'index.html');
  const step = isWithoutPage ? WITHOUT_PAGE : STEPS[format](pathFromHere(folder));
  return [step, `More: ${shellCommand(['help', 'exporting'])}`].map(printable);
}

const WITHOUT_PAGE =
  'Without a page: the model does not record how its images are prepared, or not in steps that a page knows.';

const STEPS: Readonly<Record<ExportFormat, (folder: string) => string>> = {
  onnx: (folder) => `To look at it: open ${join(folder, 'model.onnx')} at https://netron.app.`,
  tfjs: (folder) =>
    `To see the page: npx serve ${quoteArgument(folder)}, then open the address that it prints.`,
  'saved-model': (folder) =>
    `To see its inputs and outputs: saved_model_cli show --all --dir ${quoteArgument(folder)}`,
  // A JSON string is one of Python too.
  timm: (folder) =>
    `To load it in Python: timm.create_model(${JSON.stringify(`local-dir:${folder}`)}, pretrained=True)`,
};
