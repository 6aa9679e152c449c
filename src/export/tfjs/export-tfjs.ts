import * as E from 'fp-ts/lib/Either.js';
import type { ChannelStats } from '../../core/index.ts';
import type { ExportedFile } from '../export-options.ts';
import type { Exporting, Format } from '../exporting.ts';
import { modelSettings } from '../model-settings.ts';
import { vector } from '../fold-batch-norm.ts';
import { IMAGE } from '../operation.ts';
import { layer, type Layer } from './layer.ts';
import { layersOf } from './layers-of.ts';
import { layersRefusal } from './layers-refusal.ts';
import { pageFiles } from './page/page-files.ts';
import { StoredWeights } from './stored-weights.ts';

/** The names of the layers that the network's own are between. */
const [INPUT, NORMALIZED, OUTPUT] = ['images', 'normalized', 'probabilities'];

/**
 * A LayersModel of TensorFlow.js: `model.json` and shards of weights. It takes images `[N, H, W, 3]`, RGB in 0..255, and
 * returns probabilities `[N, C]`. With the files of its script, `index.html` is a page to try it on.
 */
export const tfjs: Format = {
  inputs: ['uint8'],
  main: 'model.json',
  names:
    /^(model\.json|group1-shard\d+of\d+\.bin|index\.html|page\.(css|js)|tfjs-backend-wasm-simd\.wasm|LICENSES\.txt)$/,
  files: (exporting) => {
    const reason = layersRefusal(exporting.network);
    return reason === null
      ? E.right(filesOf(exporting))
      : E.left({ option: 'format', reason, advice: 'The formats onnx and saved-model can.' });
  },
};

function filesOf(exporting: Exporting): readonly ExportedFile[] {
  const { description, network, half, activation } = exporting;
  const { architecture, size, normalization } = description;
  const weights = new StoredWeights(half);
  const named = (name: string): string => (name === IMAGE ? NORMALIZED : name);
  const input = layer('InputLayer', INPUT, [], {
    batch_input_shape: [null, ...size, 3],
    dtype: 'float32',
    sparse: false,
  });
  const layers = [
    input,
    normalized(normalization, weights),
    ...network.operations.flatMap((operation) =>
      layersOf({ ...operation, inputs: operation.inputs.map(named) }, weights),
    ),
    layer('Activation', OUTPUT, [named(network.logits)], { activation }),
  ];
  const { files, manifest } = weights.shards();
  const model = {
    format: 'layers-model',
    generatedBy: 'Millrace',
    convertedBy: null,
    modelTopology: {
      keras_version: '2.15.0',
      backend: 'tensorflow',
      model_config: {
        class_name: 'Model',
        config: {
          name: architecture,
          layers,
          input_layers: [[INPUT, 0, 0]],
          output_layers: [[OUTPUT, 0, 0]],
        },
      },
    },
    weightsManifest: manifest,
    userDefinedMetadata: modelSettings(description),
  };
  return [{ name: 'model.json', content: JSON.stringify(model) }, ...files, ...pageFiles(exporting, files)];
}

/**
 * Adds a 1×1 convolution that scales RGB in 0..255 to 0..1 and normalizes it. It is not folded into the first layer of the
 * network, which pads normalized images with zeros.
 */
function normalized(normalization: ChannelStats | null, weights: StoredWeights): Layer {
  const { mean, std } = normalization ?? { mean: [0, 0, 0], std: [1, 1, 1] };
  const kernel = new Float32Array(9);
  std.forEach((value, c) => (kernel[4 * c] = 1 / (255 * value)));
  weights.addFloats(`${NORMALIZED}/kernel`, { shape: [1, 1, 3, 3], data: kernel });
  weights.addFloats(`${NORMALIZED}/bias`, vector(mean.map((value, c) => -value / Number(std[c]))));
  return layer('Conv2D', NORMALIZED, [INPUT], {
    ...{ filters: 3, kernel_size: [1, 1], strides: [1, 1], padding: 'valid', data_format: 'channels_last' },
    ...{ dilation_rate: [1, 1], activation: 'linear', use_bias: true },
  });
}
