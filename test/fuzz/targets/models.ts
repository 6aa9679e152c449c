import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { augTransforms, randomResizedCropBatch } from '../../../src/batches/index.ts';
import { createRng, describeTransform, type ModelDescription } from '../../../src/core/index.ts';
import { readModelDescription, readModelFile } from '../../../src/io/index.ts';
import { randomResizedCrop, resize } from '../../../src/items/index.ts';
import { architectureNamed, Model, xresnet } from '../../../src/nn/index.ts';
import { preparationOf } from '../../../src/prediction/index.ts';
import { check, type PrepareTarget } from '../fuzz-target.ts';
import { mutateBytes } from '../mutations/bytes.ts';
import { mutateJson } from '../mutations/json.ts';
import { pick } from '../mutations/mutated.ts';
import { bytesOf, mutateFile, mutateHeader } from '../mutations/safetensors-file.ts';
import { collect } from '../../support/collect.ts';

const description: ModelDescription = {
  architecture: 'xresnet18',
  outputs: 3,
  vocab: ['cat', 'dog', 'é <b>'],
  size: [32, 48],
  normalization: { mean: [0.5, 0.4, 0.3], std: [0.2, 0.2, 0.25] },
  task: { kind: 'multi-label', threshold: 0.5 },
  preparation: {
    item: [resize(40), randomResizedCrop([32, 48])].map(describeTransform),
    batch: [
      ...augTransforms({ size: [32, 48], minScale: 0.75, flipVert: true }),
      ...augTransforms({ size: 32 }),
      randomResizedCropBatch(32),
    ].map(describeTransform),
  },
};

/** Models: one that is accepted has finite weights and a description that names a known network; it fits that network. */
const prepare: PrepareTarget = (folder) => {
  // A small network under a known name: the files of real ones have 45 MB.
  const network = xresnet({
    name: 'small',
    outputs: 3,
    blocks: [1],
    expansion: 1,
    stem: [4, 4, 64],
    widen: 0.0625,
  });
  const model = new Model(network, createRng(1));
  const weights = model.weights();
  const whole = {
    arrays: weights,
    metadata: { format: 'millrace', description: JSON.stringify(description) },
  };
  const bytes = bytesOf(whole);
  const path = join(folder, 'model.safetensors');
  return {
    mutant: (draw) => {
      const { value, how } = pick(draw, [
        () => mutateBytes(bytes, draw, [bytes]),
        () => mutateHeader(bytes, draw),
        () => {
          const changed = mutateFile(whole, draw);
          return { value: bytesOf(changed.value), how: changed.how };
        },
        () => {
          const changed = mutateJson(whole.metadata.description, draw);
          const metadata = { ...whole.metadata, description: changed.value };
          return { value: bytesOf({ ...whole, metadata }), how: `description: ${changed.how}` };
        },
      ])();
      return { file: 'model.safetensors', bytes: value, how };
    },
    examine: async (mutant) => {
      writeFileSync(path, mutant.bytes);
      const [file] = await collect(readModelFile(folder));
      const read = file!;
      const { architecture, vocab, outputs, size, normalization } = read.description;
      for (const [name, { data }] of read.weights)
        check(data.every(Number.isFinite), `${name} is not finite`);
      check(
        vocab.length <= outputs && vocab.every((name) => typeof name === 'string'),
        'classes without outputs',
      );
      check(
        [...size].length === 2 && size.every((side) => side > 0 && side <= 2048),
        'an input that cannot be fed',
      );
      check(
        normalization === null || [...normalization.mean, ...normalization.std].length === 6,
        'no three channels',
      );
      architectureNamed(architecture);
      check(
        isDeepStrictEqual(readModelDescription(folder), read.description),
        'another description in the header alone',
      );
      const prepared = preparationOf(read);
      for (const { steps } of prepared.item)
        check(
          steps({ height: 3000, width: 20 }).every(
            ({ resizeTo }) => Math.max(resizeTo.height, resizeTo.width) <= 4200,
          ),
          'items that fill the memory',
        );
      const before = model.weights();
      try {
        model.load(read.weights);
      } catch (error) {
        const after = model.weights();
        check(
          [...before].every(([name, { data }]) => data.join() === after.get(name)?.data.join()),
          'half of the weights are loaded',
        );
        throw error;
      } finally {
        model.load(weights);
      }
    },
  };
};

export default prepare;
