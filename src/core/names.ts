/** The architectures that `--arch` accepts, by fastai's names, and torchvision's resnets; `architectures` in nn maps them to networks. */
export const architectureNames = [
  'xresnet18',
  'xresnet26',
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
  'xresnet18_deep',
  'xresnet34_deep',
  'xresnet50_deep',
  'xresnet18_deeper',
  'xresnet34_deeper',
  'xresnet50_deeper',
  'resnet18',
  'resnet34',
  'resnet50',
] as const;

/** The name of a built-in architecture. */
export type ArchitectureName = (typeof architectureNames)[number];

/** Returns whether a name is that of a built-in architecture. */
export const isArchitectureName = (name: string): name is ArchitectureName =>
  (architectureNames as readonly string[]).includes(name);

/** Imagenette at full size, and with the shorter side reduced to 320 or 160 pixels. */
export const imagenetteNames = ['imagenette', 'imagenette-320', 'imagenette-160'] as const;

/** The data sets that `--data` accepts besides folders, each downloaded once. The quick start uses the first. */
export const dataSetNames = ['cifar10', ...imagenetteNames] as const;
