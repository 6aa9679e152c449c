import { isCount, requireOption, valueAt } from '../core/index.ts';
import { tf, type Tensor, type Tensor2D, type Tensor3D, type Tensor4D } from '../engine/index.ts';
import { requireGradient, type InferenceValues } from './layers/layer.ts';
import type { CompiledNetwork } from './layers/compile-network.ts';
import { sequential } from './layers/sequential.ts';
import type { Model } from './model.ts';

/** Options of {@link gradCam}. */
export interface GradCamOptions {
  /** One class index per image; by default the class with the highest logit. */
  readonly classes?: readonly number[] | undefined;
  /** The stage whose output is mapped, for example `stage2`; by default the last one that keeps rows and columns. */
  readonly stage?: string | undefined;
}

/** The results of {@link gradCam}, owned by the caller. */
export interface GradCam {
  /** [N, outputs] */
  readonly logits: Tensor2D;
  /** [N, h, w], the size of the stage's output; values ≥ 0, neither normalized nor enlarged. */
  readonly maps: Tensor3D;
}

/**
 * Returns where a model in evaluation mode looks for a class in each image: Grad-CAM (Selvaraju et al., 2017).
 *
 * A map is the positive part of the weighted sum of the stage's channels. The weight of a channel is the mean, over all
 * positions, of the derivative of the class's logit. Throws BadOption unless `stage` names a stage before the pooling, and
 * unless there is one class per image.
 *
 * @param model borrowed
 * @param images `[N, H, W, 3]`, normalized as in training; borrowed
 * @param options the classes and the stage
 * @category Prediction
 */
export function gradCam(model: Model, images: Tensor4D, { classes, stage }: GradCamOptions = {}): GradCam {
  const { network } = model;
  const [count] = images.shape;
  requireOption(
    classes === undefined ||
      (classes.length === count && classes.every((each) => isCount(each) && each < network.outputs)),
    'gradCam classes',
    `${count} class indices below ${network.outputs}, one per image`,
    classes,
  );
  return tf.tidy<{ logits: Tensor2D; maps: Tensor3D }>(() => {
    // Read before the layers' own scopes, which free what is read inside.
    const read = new Map(
      [...model.parameters, ...model.buffers].map(([name, variable]) => [name, variable.read()]),
    );
    const values: InferenceValues = {
      value: (name) => valueAt(read, name),
      once: (_, make) => make(),
    };
    const [activation, rest] = activationOf(model.compiled.stages, images, values, stage);
    const [logits, pullback] = sequential(rest.map(([, layer]) => layer)).train(activation.clone(), {
      ...values,
      statistics: 'running',
      isRandom: false,
      wants: () => false,
      addGradient: (_, gradient) => {
        gradient.dispose();
      },
      updateBuffer: (_, value) => {
        value.dispose();
      },
      seed: () => tf.zeros([2], 'int32'),
    });
    const chosen = classes === undefined ? tf.argMax(logits, 1) : tf.tensor1d([...classes], 'int32');
    const dLogits = tf.cast(tf.oneHot(chosen, network.outputs), 'float32');
    const gradient = requireGradient(pullback(dLogits, true));
    const weights = tf.mean(gradient, [1, 2], true);
    return { logits: logits as Tensor2D, maps: tf.relu(tf.sum<Tensor3D>(tf.mul(activation, weights), 3)) };
  });
}

/** Returns the output of a stage, and the stages after it. */
function activationOf(
  stages: CompiledNetwork['stages'],
  images: Tensor4D,
  values: InferenceValues,
  stage: string | undefined,
): readonly [Tensor4D, rest: CompiledNetwork['stages']] {
  let x: Tensor = images;
  const names: string[] = [];
  for (const [name, layer] of stages) {
    const y = layer.infer(x.clone(), values);
    if (y.rank !== 4) break;
    x = y;
    names.push(name);
    if (name === stage) break;
  }
  const isFound = stage === undefined ? names.length > 0 : names.at(-1) === stage;
  requireOption(isFound, 'gradCam stage', `a stage before the pooling: ${names.join(', ')}`, stage);
  return [x as Tensor4D, stages.slice(names.length)];
}
