import { join } from 'node:path';
import { formatBytes, printable, quoteArgument, shellCommand } from '../../src/core/index.ts';
import type { ExportedFile, ExportFormat } from '../../src/export/index.ts';
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
  const here = quoteArgument(pathFromHere(folder));
  const isWithoutPage = format === 'tfjs' && !files.some(({ name }) => name === 'index.html');
  const steps = isWithoutPage ? [WITHOUT_PAGE] : STEPS[format](here);
  return [...steps, `More: ${shellCommand(['help', 'exporting'])}`];
}

const WITHOUT_PAGE =
  'Without a page: the model does not record how its images are prepared, or not in steps that a page knows.';

const STEPS: Readonly<Record<ExportFormat, (folder: string) => readonly string[]>> = {
  onnx: (folder) => [
    `To look at it in a browser: open https://netron.app and drop ${folder}/model.onnx on it.`,
  ],
  tfjs: (folder) => [
    `To see the page: npx serve ${folder}, or any other static server; then open the address that it prints.`,
  ],
  'saved-model': (folder) => [`To see its inputs and outputs: saved_model_cli show --dir ${folder} --all`],
  timm: (folder) => [`To load it in Python: timm.create_model('local-dir:${folder}', pretrained=True)`],
};
