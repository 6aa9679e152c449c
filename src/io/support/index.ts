export { cacheFolder } from './cache-folder.ts';
export { fileSize } from './file-size.ts';
export { freeBytes } from './free-bytes.ts';
export { messageOf } from './message-of.ts';
