import { choice, fraction, integer, text } from './option-kinds.ts';
import type { OptionSpec } from './options.ts';

/** The options of the commands that use a trained model. */
export const predictionOptions: readonly OptionSpec[] = [
  { name: 'top-k', value: 'N', help: 'show the N most probable classes', type: integer(1) },
  {
    name: 'min-probability',
    value: 'P',
    help: 'call a class with a lower probability `uncertain`; leave out labels with one',
    type: fraction,
  },
  {
    name: 'tta',
    help: 'average over the image and four augmented copies (test-time augmentation): slower, often better',
    type: { kind: 'flag' },
  },
  {
    name: 'class',
    value: 'NAME',
    help: 'the class to explain (default: the most probable one of each image)',
    type: text('a class'),
  },
  {
    name: 'stage',
    value: 'NAME',
    help: 'the stage of the network to map, e.g. stage2, which is finer (default: the last one)',
    type: text('a stage'),
  },
  {
    name: 'format',
    value: 'FORMAT',
    help: 'what to print: table (the default), csv or json',
    type: choice('table', 'csv', 'json'),
  },
  { name: 'half', help: 'store weights in 16 bits, which halves the files', type: { kind: 'flag' } },
  {
    name: 'input',
    value: 'KIND',
    help: 'what the model receives: float (RGB in 0..1) or uint8 with onnx; uint8 or jpeg with saved-model',
    type: choice('float', 'uint8', 'jpeg'),
  },
  {
    name: 'port',
    value: 'N',
    help: 'the port to listen on; 0 for any free one',
    type: integer(0, 65_535),
    // Kubernetes sets MILLRACE_PORT to an address in the containers beside a service named millrace.
    perCall: true,
  },
  {
    name: 'host',
    value: 'ADDRESS',
    help: 'the address to listen on; 127.0.0.1 is reached from this machine only, 0.0.0.0 from others too',
    type: text('an IP address or a host name'),
    perCall: true,
  },
  {
    name: 'max-batch',
    value: 'N',
    help: 'the most images to predict at once',
    type: integer(1, 1024),
  },
  {
    name: 'max-queue',
    value: 'N',
    help: 'the most images that wait; a request beyond is answered with 503',
    type: integer(1, 100_000),
  },
  { name: 'max-mb', value: 'N', help: 'the largest image, in megabytes', type: integer(1, 1000) },
];
