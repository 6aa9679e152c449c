import { at, badOption, MillraceError } from '../../core/index.ts';
import type { Network, Stage } from '../network.ts';
import type { ConvSpec, LayerSpec, Naming, Path } from '../specs/index.ts';
import { layersIn } from '../specs/layers-in.ts';
import { fastaiNames } from './fastai-names.ts';

/** A layer with weights, and timm's name of it. */
type NamedLayers = readonly (readonly [path: Path, name: string])[];

/**
 * Returns timm's names of the layers and weights of a residual network with a linear head, such as
 * `layer1.0.conv2.weight`; torchvision's resnets have the same. Layers without weights keep fastai's names.
 *
 * Throws BadOption for a network that timm does not have: with squeeze-excite, groups, self-attention, another activation
 * or another number of stages, with another head, or with other layers. The widths of the layers do not matter.
 *
 * @category Architectures and models
 */
export const timmNames = (network: Network): Naming => naming([...bodyNames(network), ...headNames(network)]);

/** As {@link timmNames}, for the layers before the head, which can be any. */
export const timmBodyNames = (network: Network): Naming => naming(bodyNames(network));

function naming(layers: NamedLayers): Naming {
  const names = new Map(layers.map(([path, name]) => [fastaiNames(path), name]));
  return (path, parameter) => {
    const layer = names.get(fastaiNames(path)) ?? fastaiNames(path);
    return parameter === undefined ? layer : `${layer}.${parameter}`;
  };
}

/** The convolutions of a stem, as kernel size / stride, and the names of each and of its batch norm. */
const STEMS: readonly (readonly (readonly [size: string, conv: string, norm: string])[])[] = [
  [['7/2', 'conv1', 'bn1']],
  // timm's third batch norm stands after the sequence of the stem.
  [
    ['3/2', 'conv1.0', 'conv1.1'],
    ['3/1', 'conv1.3', 'conv1.4'],
    ['3/1', 'conv1.6', 'bn1'],
  ],
];

const STAGES = 4;

function bodyNames(network: Network): NamedLayers {
  const body = network.stages.filter(({ isHead }) => !isHead);
  const foreign = body.flatMap(({ spec }) => foreignParts(spec)).at(0);
  if (foreign !== undefined) return refuse(network, foreign);
  const position = body.findIndex(({ spec }) => spec.kind === 'maxPooling');
  const convs = body.slice(0, Math.max(0, position)).map(({ spec, path }) => convNormIn(spec, path));
  const stem = stemNames(convs);
  if (stem === null) return refuse(network, 'its stem is not a convolution of 7×7, or three of 3×3');
  const stages = body.slice(position + 1);
  if (stages.length !== STAGES)
    return refuse(network, `it has ${stages.length} stages after the stem, not ${STAGES}`);
  const isDeep = convs.length > 1;
  return [
    ...stem,
    ...stages.flatMap(
      (stage, i) =>
        stageNames(stage, i, isDeep) ?? refuse(network, `the layers of ${stage.name} are not those of timm`),
    ),
  ];
}

function stemNames(convs: readonly (ConvNorm | null)[]): NamedLayers | null {
  const names = STEMS.find((stem) => stem.length === convs.length);
  if (names === undefined) return null;
  const layers = convs.map((conv, i) => {
    const [size, convName, normName] = at(names, i);
    return conv?.activates === true && describe(conv) === size ? named(conv, convName, normName) : null;
  });
  return layers.every((layer) => layer !== null) ? layers.flat() : null;
}

/** Returns the features of a network that timm's residual networks never have. */
function foreignParts(spec: LayerSpec): readonly string[] {
  switch (spec.kind) {
    case 'sequential':
      return spec.layers.flatMap(foreignParts);
    case 'residual':
      return [
        ...(spec.activation === 'relu' ? [] : [`it has the activation ${spec.activation}`]),
        ...foreignParts(spec.path),
        ...foreignParts(spec.shortcut),
      ];
    case 'squeezeExcite':
      return ['it has squeeze-excite layers'];
    case 'selfAttention':
      return ['it has self-attention'];
    case 'custom':
      return [`it has the layer ${spec.name}`];
    case 'conv':
      return spec.groups === 1 ? [] : ['its convolutions have groups'];
    case 'activation':
      return spec.name === 'relu' ? [] : [`it has the activation ${spec.name}`];
    default:
      return [];
  }
}

/** Returns the names of a stage of residual blocks, or null if timm's has other layers. */
function stageNames({ spec, path }: Stage, stage: number, isDeep: boolean): NamedLayers | null {
  if (spec.kind !== 'sequential') return null;
  const blocks = spec.layers.map((block, i) =>
    blockNames(block, [...path, i], {
      name: `layer${stage + 1}.${i}`,
      stride: i === 0 && stage > 0 ? 2 : 1,
      isDeep,
    }),
  );
  return blocks.every((block) => block !== null) ? blocks.flat() : null;
}

interface BlockPlace {
  /** timm's name, for example `layer1.0`. */
  readonly name: string;
  readonly stride: 1 | 2;
  /** Whether the stem has three convolutions; then shortcuts are pooled. */
  readonly isDeep: boolean;
}

function blockNames(spec: LayerSpec, path: Path, { name, stride, isDeep }: BlockPlace): NamedLayers | null {
  if (spec.kind !== 'residual' || spec.path.kind !== 'sequential') return null;
  const convs = spec.path.layers.map((layer, i) => convNormIn(layer, [...path, 'path', i]));
  if (!convs.every((conv) => conv !== null)) return null;
  const activates = convs.map((conv) => conv.activates);
  const isTimms =
    [`3/${stride},3/1`, `1/1,3/${stride},1/1`].includes(convs.map(describe).join()) &&
    activates.every((activated, i) => activated === i < convs.length - 1);
  const shortcut = shortcutNames(spec.shortcut, [...path, 'shortcut'], { name, stride, isDeep });
  if (!isTimms || shortcut === null) return null;
  return [
    ...convs.flatMap((conv, i) => named(conv, `${name}.conv${i + 1}`, `${name}.bn${i + 1}`)),
    ...shortcut,
  ];
}

function shortcutNames(
  spec: LayerSpec,
  path: Path,
  { name, stride, isDeep }: BlockPlace,
): NamedLayers | null {
  if (spec.kind !== 'sequential') return null;
  const pools = isDeep && stride === 2;
  if (pools && !halves(spec.layers[0])) return null;
  const layers = pools ? spec.layers.slice(1) : spec.layers;
  if (layers.length === 0) return stride === 1 ? [] : null;
  const conv = layers.length === 1 ? convNormIn(at(layers, 0), [...path, pools ? 1 : 0]) : null;
  if (conv === null || conv.activates || describe(conv) !== `1/${pools ? 1 : stride}`) return null;
  // With a deep stem, timm's shortcut starts with pooling, or with the identity in its place.
  const before = isDeep ? 1 : 0;
  return named(conv, `${name}.downsample.${before}`, `${name}.downsample.${before + 1}`);
}

const halves = (spec: LayerSpec | undefined): boolean =>
  spec?.kind === 'averagePooling' && spec.size === 2 && spec.stride === 2;

interface ConvNorm {
  readonly spec: ConvSpec;
  readonly path: Path;
  readonly activates: boolean;
}

/** Returns a convolution with batch norm, and perhaps ReLU; null for another layer. */
function convNormIn(spec: LayerSpec, path: Path): ConvNorm | null {
  if (spec.kind !== 'sequential') return null;
  const [first, second, third, ...others] = spec.layers;
  if (first?.kind !== 'conv' || second?.kind !== 'batchNorm' || others.length > 0) return null;
  if (third !== undefined && third.kind !== 'activation') return null;
  return { spec: first, path, activates: third !== undefined };
}

const describe = ({ spec }: ConvNorm): string => `${spec.kernelSize}/${spec.stride}`;

const named = ({ path }: ConvNorm, conv: string, norm: string): NamedLayers => [
  [[...path, 0], conv],
  [[...path, 1], norm],
];

/** The layers of a linear head. */
const HEAD = 'globalPooling,flatten,dropout,dense';

function headNames(network: Network): NamedLayers {
  const layers = network.stages
    .filter(({ isHead }) => isHead)
    .flatMap(({ spec, path }) => layersIn(spec, path));
  const isLinear =
    layers.map(({ spec }) => spec.kind).join() === HEAD &&
    layers.every(
      ({ spec }) =>
        (spec.kind !== 'globalPooling' || spec.of === 'average') && (spec.kind !== 'dense' || spec.bias),
    );
  if (!isLinear) return refuse(network, 'its head is not linear');
  return layers.flatMap(({ spec, path }): NamedLayers => (spec.kind === 'dense' ? [[path, 'fc']] : []));
}

function refuse({ name }: Network, reason: string): never {
  throw new MillraceError(
    badOption('architecture', 'a network that timm has, such as xresnet50 or resnet50', `${name}: ${reason}`),
  );
}
