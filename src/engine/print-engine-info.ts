import { engineInfo } from './engine-info.ts';

// A program of its own: whoever must not load TensorFlow starts it and reads one line of JSON.
process.stdout.write(`${JSON.stringify(engineInfo())}\n`);
