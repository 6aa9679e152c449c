import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import { lastOf, MillraceError, timmName, valueAt } from '../../core/index.ts';
import { concatBytes } from '../../core/protobuf/index.ts';
import { encodeTensors } from '../../core/safetensors/index.ts';
import { timmNames, toTimm, type Network } from '../../nn/for-inference.ts';
import type { ExportedFile } from '../export-options.ts';
import type { Exporting, Format } from '../exporting.ts';
import { bytesOf, isStoredInHalf, toHalves } from '../halves.ts';
import { modelCard } from './model-card.ts';
import { timmConfig } from './timm-config.ts';

/**
 * timm's folder of a model (Wightman, 2019), which `timm.create_model('local-dir:FOLDER', pretrained=True)` and the Hugging
 * Face Hub read: weights by timm's names, the configuration, and a model card. The network returns logits.
 */
export const timm: Format = {
  inputs: ['float'],
  main: 'model.safetensors',
  names: /^(config\.json|model\.safetensors|README\.md)$/,
  files: (exporting) =>
    pipe(
      timmNameOf(exporting.spec),
      E.bimap(
        (reason) => ({ option: 'format', reason, advice: 'The format onnx can.' }) as const,
        (name) => filesOf(exporting, name),
      ),
    ),
};

/** Returns timm's name of a network. Left: why it has no such network. */
function timmNameOf(spec: Network): E.Either<string, string> {
  return pipe(
    E.tryCatch(
      () => timmNames(spec),
      (cause) => {
        if (cause instanceof MillraceError) return cause.detail.received;
        throw cause;
      },
    ),
    E.flatMap(() => E.fromNullable(`timm has no ${spec.name}`)(timmName(spec.name))),
  );
}

function filesOf(
  { description, spec, weights, half, facts }: Exporting,
  name: string,
): readonly ExportedFile[] {
  const arrays = toTimm(spec, weights);
  const tensors = [...arrays].map(([each, array]) => {
    const isHalf = isStoredInHalf(array, half);
    const content = bytesOf(isHalf ? toHalves(array.data) : array.data);
    return { name: each, dtype: isHalf ? 'F16' : 'F32', shape: array.shape, content } as const;
  });
  const features = lastOf(valueAt(arrays, 'fc.weight').shape);
  return [
    { name: 'config.json', content: timmConfig({ name, features, description }) },
    { name: 'model.safetensors', content: concatBytes(encodeTensors(tensors, { format: 'pt' })) },
    { name: 'README.md', content: modelCard({ name, description, facts }) },
  ];
}
