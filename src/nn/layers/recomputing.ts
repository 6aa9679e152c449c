import { after, tf, type Tensor } from '../../engine/index.ts';
import type { Layer } from './layer.ts';

/**
 * Returns a layer that keeps only its input for the backward pass, and computes the rest again there, if the pass asks for it
 * (gradient checkpointing: Chen et al., 2016; `tf.recompute_grad`). The results are the same.
 */
export const recomputing = (layer: Layer): Layer => ({
  ...layer,
  train: (x, pass) => {
    if (pass.recomputes !== true) return layer.train(x, pass);
    const updates = new Map<string, Tensor>();
    // The scope frees what the pullback has kept, and nothing else.
    const [y] = tf.tidy(() => {
      const updateBuffer = (name: string, value: Tensor): void => void updates.set(name, value);
      const [output] = layer.train(x.clone(), { ...pass, updateBuffer });
      return [output, ...updates.values()] as [Tensor, ...Tensor[]];
    });
    for (const [name, value] of updates) pass.updateBuffer(name, value);
    return [
      y,
      (dy, wantsInput) => {
        const input = after(x, dy);
        x.dispose();
        const [output, pullback] = layer.train(input, {
          ...pass,
          updateBuffer: (_, value) => {
            value.dispose();
          },
        });
        output.dispose();
        return pullback(dy, wantsInput);
      },
    ];
  },
});
