import { conv2d, conv2dKernelGradient, relu, reluGradient, tf, Variable } from '../../src/engine/index.ts';

// A separate program, so that other versions of Node can run it: a convolution, its gradient and an in-place update.
// Writes the loss before and after the step as JSON.
const convolution = { stride: 1, padding: 1 };
const images = tf.ones([2, 8, 8, 3]);
const kernel = tf.fill([3, 3, 3, 4], 0.01);
using weights = new Variable(kernel);

const losses = [0, 1].map(() => {
  const w = weights.read();
  const output = relu(conv2d(images, w, convolution));
  w.dispose();
  const loss = tf.mean(tf.square(output)).dataSync()[0];
  const dy = reluGradient(tf.mul(output, 2 / output.size), output);
  weights.subtract(tf.mul(conv2dKernelGradient(images, dy, weights.shape, convolution), 0.01));
  return loss;
});
process.stdout.write(`${JSON.stringify(losses)}\n`);
