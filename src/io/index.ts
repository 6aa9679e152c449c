export { createCapabilities, type CapabilitiesConfig } from './create-capabilities.ts';
export { decodeImage } from './decode-image.ts';
export { liveDisk, type Disk } from './disk.ts';
export { saveDrawing } from './drawing/save-drawing.ts';
export { folderSink } from './folder-sink.ts';
export { forked, type ForkedConfig } from './forked.ts';
export { isFolder } from './is-folder.ts';
export { readRunConfig } from './read-run-config.ts';
export { readModelFile, saveModelFile } from './model-file.ts';
