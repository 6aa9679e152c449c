/**
 * Returns whose names a list of weights has: fastai's, which model files of Millrace have (`4.0.convpath.0.0.weight`), or
 * timm's, which torchvision's resnets share (`layer1.0.conv1.weight`); null for other names.
 *
 * @param weights the weights by name, or any other map with their names
 * @category Architectures and models
 */
export function namingOf(weights: ReadonlyMap<string, unknown>): 'fastai' | 'timm' | null {
  const names = [...weights.keys()];
  if (names.length === 0) return null;
  if (names.every((name) => /^\d+\./.test(name))) return 'fastai';
  return names.every((name) => /^(conv1|bn1|layer\d+|fc)\./.test(name)) ? 'timm' : null;
}
