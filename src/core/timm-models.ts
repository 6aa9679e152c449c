import type { ArchitectureName } from './names.ts';

interface TimmModel {
  readonly architecture: ArchitectureName;
  /** The tag of the weights that timm loads by default, which were trained on ImageNet's 1000 classes. */
  readonly tag: string;
}

/** The models of timm that are architectures of ours, by timm's names. */
const TIMM_MODELS: ReadonlyMap<string, TimmModel> = new Map([
  ['resnet18d', { architecture: 'xresnet18', tag: 'ra2_in1k' }],
  ['resnet26d', { architecture: 'xresnet26', tag: 'bt_in1k' }],
  ['resnet34d', { architecture: 'xresnet34', tag: 'ra2_in1k' }],
  ['resnet50d', { architecture: 'xresnet50', tag: 'ra2_in1k' }],
  ['resnet101d', { architecture: 'xresnet101', tag: 'ra2_in1k' }],
  ['resnet152d', { architecture: 'xresnet152', tag: 'ra2_in1k' }],
  ['resnet18', { architecture: 'resnet18', tag: 'a1_in1k' }],
  ['resnet34', { architecture: 'resnet34', tag: 'a1_in1k' }],
  ['resnet50', { architecture: 'resnet50', tag: 'a1_in1k' }],
]);

const found = (architecture: string): readonly [name: string, model: TimmModel] | undefined =>
  [...TIMM_MODELS].find(([, model]) => model.architecture === architecture);

/**
 * Returns timm's name of an architecture, for example `resnet50d` for `xresnet50`; null if timm does not have it.
 *
 * @category Architectures and models
 */
export const timmName = (architecture: string): string | null => found(architecture)?.[0] ?? null;

/**
 * Returns the name of the architecture that is a model of timm, for example `xresnet50` for `resnet50d`; null if there is
 * none.
 *
 * @param name timm's name, with or without the tag of its weights: `resnet50d.ra2_in1k`
 * @category Architectures and models
 */
export const architectureOfTimm = (name: string): ArchitectureName | null =>
  TIMM_MODELS.get(name.replace(/\..*/s, ''))?.architecture ?? null;

/**
 * Returns timm's name of the weights that it loads by default for an architecture, for example `resnet50d.ra2_in1k` for
 * `xresnet50`; null if timm does not have the architecture.
 *
 * @category Architectures and models
 */
export function defaultPretrained(architecture: string): string | null {
  const model = found(architecture);
  return model === undefined ? null : `${model[0]}.${model[1].tag}`;
}

/**
 * The values of the option `--pretrained` that are not names: the weights that timm loads by default, and none.
 *
 * @category Architectures and models
 */
export const PRETRAINED = { usual: 'default', none: 'none' } as const;
