import { badOption, lastOf, MillraceError, timmName } from '../../core/index.ts';
import { concatBytes } from '../../core/protobuf/index.ts';
import { encodeTensors } from '../../core/safetensors/index.ts';
import { timmNames, toTimm, type Network } from '../../nn/for-inference.ts';
import type { ExportedFile, Exporting, Format } from '../exporting.ts';
import { bytesOf, toHalves } from '../halves.ts';
import { modelCard } from './model-card.ts';
import { timmConfig } from './timm-config.ts';

/**
 * timm's folder of a model (Wightman, 2019), which `timm.create_model('local-dir:FOLDER', pretrained=True)` and the Hugging
 * Face Hub read: weights by timm's names, the configuration, and a model card. The network returns logits.
 */
export const timm: Format = { inputs: ['float'], refusal: ({ spec }) => refusalOf(spec), files: filesOf };

/** Returns why timm has no such network; null if it has. */
function refusalOf(spec: Network): string | null {
  try {
    timmNames(spec);
  } catch (cause) {
    if (cause instanceof MillraceError) return cause.detail.received;
    throw cause;
  }
  return timmName(spec.name) === null ? `${spec.name}, which timm does not have` : null;
}

function filesOf({ description, spec, weights, half, facts }: Exporting): readonly ExportedFile[] {
  const name = timmName(spec.name);
  if (name === null) throw new MillraceError(badOption('format', 'a network of timm', spec.name));
  const arrays = toTimm(spec, weights);
  const tensors = [...arrays].map(([each, { shape, data }]) => {
    // Vectors are small, and the most sensitive.
    const isHalf = half && shape.length > 1;
    const content = bytesOf(isHalf ? toHalves(data) : data);
    return { name: each, dtype: isHalf ? 'F16' : 'F32', shape, content } as const;
  });
  const features = lastOf(arrays.get('fc.weight')?.shape ?? [0]);
  return [
    { name: 'config.json', content: timmConfig({ name, features, description }) },
    { name: 'model.safetensors', content: concatBytes(encodeTensors(tensors, { format: 'pt' })) },
    { name: 'README.md', content: modelCard({ name, description, facts }) },
  ];
}
