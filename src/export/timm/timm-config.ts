import type { ModelDescription, TransformDescription } from '../../core/index.ts';
import { outputNames } from '../output-names.ts';

/** timm's words for the ways to fit an image to a size. */
const CROP_MODES: Readonly<Record<string, string>> = { crop: 'center', squish: 'squash', pad: 'border' };

/** The sides of the image shrink by this factor up to the last stage. */
const REDUCTION = 32;

/** Options of {@link timmConfig}. */
export interface TimmConfigOptions {
  /** timm's name of the architecture. */
  readonly name: string;
  /** The features before the classifier. */
  readonly features: number;
  readonly description: ModelDescription;
}

/** Returns the contents of timm's `config.json`: the network, its classes, and how images are prepared. */
export function timmConfig({ name, features, description }: TimmConfigOptions): string {
  const { outputs, size, normalization, preparation } = description;
  const config = {
    architecture: name,
    num_classes: outputs,
    num_features: features,
    global_pool: 'avg',
    label_names: outputNames(description),
    pretrained_cfg: {
      tag: 'millrace',
      custom_load: false,
      input_size: [3, ...size],
      fixed_input_size: false,
      interpolation: 'bilinear',
      crop_pct: 1,
      crop_mode: cropMode(preparation?.item ?? []),
      mean: normalization?.mean ?? [0, 0, 0],
      std: normalization?.std ?? [1, 1, 1],
      num_classes: outputs,
      pool_size: size.map((side) => Math.ceil(side / REDUCTION)),
      first_conv: name.endsWith('d') ? 'conv1.0' : 'conv1',
      classifier: 'fc',
    },
  };
  return `${JSON.stringify(config, null, 2)}\n`;
}

/** Returns timm's word for the way in which images are fitted; for an unknown one, that of random crops in validation. */
function cropMode(item: readonly TransformDescription[]): string {
  const method = item.find(({ name }) => name === 'resize')?.settings['method'];
  return CROP_MODES[String(method)] ?? 'squash';
}
