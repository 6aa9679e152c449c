import { badOption, MillraceError, type SavedModel } from '../core/index.ts';
import { architectureNamed } from '../nn/for-inference.ts';
import { timm } from './timm/export-timm.ts';
import type { ExportedFile, ExportFormat, ExportOptions } from './export-options.ts';
import type { Format } from './exporting.ts';
import { onnx } from './onnx/export-onnx.ts';
import { savedModelFormat } from './saved-model/export-saved-model.ts';
import { operationsOf } from './operations-of.ts';
import { tfjs } from './tfjs/export-tfjs.ts';

/** Each format by its name. */
const FORMATS: Readonly<Record<ExportFormat, Format>> = {
  onnx,
  'saved-model': savedModelFormat,
  tfjs,
  timm,
};

/**
 * Returns the files of a model in a format that other programs read. Preparation of pixels, class names and the softmax (or,
 * for several labels, sigmoid) of the outputs are part of the model. Nothing is computed by TensorFlow.
 *
 * Throws BadOption for what the format cannot express, BadData for an unknown architecture, and for weights that do not
 * match it.
 *
 * @param model a saved model
 * @category Export
 */
export function exportModel(
  { description, weights }: SavedModel,
  { format, half = false, input, facts = null, page, architecture }: ExportOptions,
): readonly ExportedFile[] {
  const { inputs, refusal, files } = FORMATS[format];
  const [usual] = inputs;
  const chosen = input ?? usual;
  if (chosen === undefined || !inputs.includes(chosen))
    throw new MillraceError(
      badOption('exportModel input', `${inputs.join(' or ')} with format ${format}`, String(chosen)),
    );
  const { outputs, head, size, task } = description;
  const spec = (architecture ?? architectureNamed(description.architecture))({ outputs, head });
  const exporting = {
    description,
    spec,
    weights,
    network: operationsOf(spec, weights, size),
    half,
    facts,
    page,
    input: chosen,
    activation: task.kind === 'single-label' ? ('softmax' as const) : ('sigmoid' as const),
  };
  const why = refusal(exporting);
  if (why !== null)
    throw new MillraceError(
      badOption(
        'exportModel format',
        '',
        `${format} cannot express this model: ${why}`,
        format === 'onnx' ? '' : 'The format onnx can.',
      ),
    );
  return files(exporting);
}
