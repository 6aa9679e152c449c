import { badData, MillraceError, type ArchitectureName } from '../../core/index.ts';
import type { Architecture } from '../network.ts';
import { resnet } from './resnet.ts';
import { xresnet, type XResNetOptions } from './xresnet.ts';

const DEPTHS = {
  18: { blocks: [2, 2, 2, 2], expansion: 1 },
  26: { blocks: [2, 2, 2, 2], expansion: 4 },
  34: { blocks: [3, 4, 6, 3], expansion: 1 },
  50: { blocks: [3, 4, 6, 3], expansion: 4 },
  101: { blocks: [3, 4, 23, 3], expansion: 4 },
  152: { blocks: [3, 8, 36, 3], expansion: 4 },
  '18_deep': { blocks: [2, 2, 2, 2, 1, 1], expansion: 1 },
  '34_deep': { blocks: [3, 4, 6, 3, 1, 1], expansion: 1 },
  '50_deep': { blocks: [3, 4, 6, 3, 1, 1], expansion: 4 },
  '18_deeper': { blocks: [2, 2, 1, 1, 1, 1, 1, 1], expansion: 1 },
  '34_deeper': { blocks: [3, 4, 6, 3, 1, 1, 1, 1], expansion: 1 },
  '50_deeper': { blocks: [3, 4, 6, 3, 1, 1, 1, 1], expansion: 4 },
} as const;

type Depth = keyof typeof DEPTHS;
type Variant = NonNullable<XResNetOptions['variant']>;

const familyOf =
  (prefix: string, variant: Variant) =>
  (depth: Depth): Architecture =>
  (options) =>
    xresnet({ name: `${prefix}${depth}`, variant, ...options, ...DEPTHS[depth] });

const plain = familyOf('xresnet', 'resnet');
const seResnet = familyOf('xse_resnet', 'se-resnet');
const resnext = familyOf('xresnext', 'resnext');
const seResnext = familyOf('xse_resnext', 'se-resnext');

const resnetOf =
  (depth: 18 | 34 | 50): Architecture =>
  (options) =>
    resnet({ name: `resnet${depth}`, ...options, ...DEPTHS[depth] });

/**
 * XResNet with 18 layers: 11.2 M parameters with 10 outputs.
 *
 * @category Architectures and models
 */
export const xresnet18 = plain(18);
/**
 * XResNet with 34 layers: 21.3 M parameters with 10 outputs.
 *
 * @category Architectures and models
 */
export const xresnet34 = plain(34);
/**
 * XResNet with 50 layers, the book's network: 23.5 M parameters with 10 outputs, 25.6 M with the book's 1000.
 *
 * @category Architectures and models
 */
export const xresnet50 = plain(50);
/**
 * XResNet with 101 layers: 42.5 M parameters with 10 outputs.
 *
 * @category Architectures and models
 */
export const xresnet101 = plain(101);
/**
 * XResNet with 152 layers: 58.2 M parameters with 10 outputs.
 *
 * @category Architectures and models
 */
export const xresnet152 = plain(152);

/**
 * ResNet with 18 layers, as torchvision has it: 11.2 M parameters with 10 outputs.
 *
 * @category Architectures and models
 */
export const resnet18 = resnetOf(18);
/**
 * ResNet with 34 layers, as torchvision has it: 21.3 M parameters with 10 outputs.
 *
 * @category Architectures and models
 */
export const resnet34 = resnetOf(34);
/**
 * ResNet with 50 layers, as torchvision has it: 23.5 M parameters with 10 outputs.
 *
 * @category Architectures and models
 */
export const resnet50 = resnetOf(50);

/**
 * Every architecture by fastai's name, as `--arch` accepts it: the xresnets, and their variants with squeeze-excite
 * (`xse_resnet50`), with grouped convolutions (`xresnext50`), and with both (`xse_resnext50`); those with more stages
 * (`xresnet50_deep`, `xresnet50_deeper`); timm's resnet26d (`xresnet26`); and torchvision's resnets.
 *
 * @category Architectures and models
 */
export const architectures: Readonly<Record<string, Architecture>> = {
  xresnet18,
  xresnet26: plain(26),
  xresnet34,
  xresnet50,
  xresnet101,
  xresnet152,
  xse_resnet18: seResnet(18),
  xse_resnet34: seResnet(34),
  xse_resnet50: seResnet(50),
  xse_resnet101: seResnet(101),
  xse_resnet152: seResnet(152),
  xresnext18: resnext(18),
  xresnext34: resnext(34),
  xresnext50: resnext(50),
  xresnext101: resnext(101),
  xse_resnext18: seResnext(18),
  xse_resnext34: seResnext(34),
  xse_resnext50: seResnext(50),
  xse_resnext101: seResnext(101),
  xresnet18_deep: plain('18_deep'),
  xresnet34_deep: plain('34_deep'),
  xresnet50_deep: plain('50_deep'),
  xresnet18_deeper: plain('18_deeper'),
  xresnet34_deeper: plain('34_deeper'),
  xresnet50_deeper: plain('50_deeper'),
  resnet18,
  resnet34,
  resnet50,
} satisfies Record<ArchitectureName, Architecture>;

/**
 * Returns an architecture by fastai's name, as a saved model has it.
 *
 * Throws BadData for an unknown name.
 *
 * @category Architectures and models
 */
export function architectureNamed(name: string): Architecture {
  // Not `architectures[name]` alone: a file may name a property that every object has.
  const known = Object.hasOwn(architectures, name) ? architectures[name] : undefined;
  if (known !== undefined) return known;
  throw new MillraceError(
    badData(
      'architecture',
      `one of ${Object.keys(architectures).join(', ')}`,
      name,
      'Load models of other architectures from your own pipeline.',
    ),
  );
}
