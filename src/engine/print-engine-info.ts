import { engineInfo } from './engine-info.ts';

// A separate program that prints one line of JSON, for processes that must not load TensorFlow.
process.stdout.write(`${JSON.stringify(engineInfo())}\n`);
