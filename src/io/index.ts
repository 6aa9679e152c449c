export { createCapabilities } from './create-capabilities.ts';
export { decodeImage } from './decode-image.ts';
export { folderSink } from './folder-sink.ts';
export { forked, type ForkedConfig } from './forked.ts';
export { isFolder } from './is-folder.ts';
export { readDirectory, readText } from './live-disk.ts';
export { fromSafetensors, toSafetensors } from './safetensors.ts';
export * from './tensorflow/index.ts';
