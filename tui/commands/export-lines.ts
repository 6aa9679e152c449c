import { formatBytes, printable, quoteArgument, shellCommand } from '../../src/core/index.ts';
import type { ExportFormat } from '../../src/export/index.ts';
import { pathFromHere } from '../path-from-here.ts';

/** Returns the line that names a written file. */
export const wroteLine = (path: string, content: string | Uint8Array): string =>
  printable(`Wrote ${pathFromHere(path)} (${formatBytes(Buffer.byteLength(content))})`);

/** Returns what to do with an exported model. */
export function exportSteps(format: ExportFormat, folder: string): readonly string[] {
  const here = quoteArgument(pathFromHere(folder));
  return [...STEPS[format](here), `More: ${shellCommand(['help', 'exporting'])}`];
}

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
