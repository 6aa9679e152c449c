/** The names that `--arch` takes: fastai's. A record of nn has the network of each. */
export const architectureNames = [
  'xresnet18',
  'xresnet34',
  'xresnet50',
  'xresnet101',
  'xresnet152',
  'xse_resnet18',
  'xse_resnet34',
  'xse_resnet50',
  'xse_resnet101',
  'xse_resnet152',
  'xresnext18',
  'xresnext34',
  'xresnext50',
  'xresnext101',
  'xse_resnext18',
  'xse_resnext34',
  'xse_resnext50',
  'xse_resnext101',
] as const;

/** The name of a network that ships with Millrace. */
export type ArchitectureName = (typeof architectureNames)[number];

/** Imagenette in full size, and with a shorter side of 320 and 160 pixels. */
export const imagenetteNames = ['imagenette', 'imagenette-320', 'imagenette-160'] as const;

/** What `--data` takes besides folders: data sets that are fetched once. The first is the quick start's. */
export const dataSetNames = ['cifar10', ...imagenetteNames] as const;
