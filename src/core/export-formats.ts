/**
 * The formats of exported models, as `--format` names them.
 *
 * @category Export
 */
export const exportFormats = ['onnx', 'tfjs', 'saved-model', 'timm'] as const;

/** A format of exported models. */
export type ExportFormat = (typeof exportFormats)[number];
