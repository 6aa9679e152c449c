import * as E from 'fp-ts/lib/Either.js';
import { badOption, MillraceError, type ExportFormat, type SavedModel } from '../core/index.ts';
import { architectureNamed } from '../nn/for-inference.ts';
import type { ExportedFile, ExportOptions } from './export-options.ts';
import type { Format } from './exporting.ts';
import { onnx } from './onnx/export-onnx.ts';
import { operationsOf } from './operations-of.ts';
import { savedModelFormat } from './saved-model/export-saved-model.ts';
import { tfjs } from './tfjs/export-tfjs.ts';
import { timm } from './timm/export-timm.ts';

/** Each format by its name. */
const FORMATS: Readonly<Record<ExportFormat, Format>> = {
  onnx,
  'saved-model': savedModelFormat,
  tfjs,
  timm,
};

/**
 * Returns the files of a model in a format that other programs read. TensorFlow is not needed.
 *
 * Throws BadOption for an unknown format and for what the format cannot express; BadData for an unknown architecture, and for
 * weights that do not match it.
 *
 * @param model a saved model
 * @category Export
 */
export function exportModel(
  { description, weights }: SavedModel,
  { format, half = false, input, facts = null, page, architecture }: ExportOptions,
): readonly ExportedFile[] {
  const { inputs, files } = formatNamed(format);
  const [usual] = inputs;
  const received = input ?? usual;
  if (received === undefined || !inputs.includes(received))
    throw new MillraceError(
      badOption('exportModel input', `${inputs.join(' or ')} with format ${format}`, String(received)),
    );
  const { outputs, head, size, task } = description;
  const spec = (architecture ?? architectureNamed(description.architecture))({ outputs, head });
  const exported = files({
    description,
    spec,
    weights,
    network: operationsOf(spec, weights, size),
    half,
    facts,
    page,
    input: received,
    activation: task.kind === 'single-label' ? 'softmax' : 'sigmoid',
  });
  if (E.isRight(exported)) return exported.right;
  const { option, reason, advice } = exported.left;
  throw new MillraceError(
    badOption(`exportModel ${option}`, '', `${format} cannot express this model: ${reason}`, advice),
  );
}

/**
 * Returns the names of files in a folder that do not belong to an export in a format: all of them if the folder has none.
 *
 * @category Export
 */
export function foreignTo(format: ExportFormat, names: readonly string[]): readonly string[] {
  const { main, names: own } = formatNamed(format);
  return names.includes(main) ? names.filter((name) => !own.test(name)) : names;
}

function formatNamed(name: ExportFormat): Format {
  // Not `FORMATS[name]` alone: a caller in JavaScript may pass any text.
  if (Object.hasOwn(FORMATS, name)) return FORMATS[name];
  throw new MillraceError(badOption('exportModel format', `one of ${Object.keys(FORMATS).join(', ')}`, name));
}
