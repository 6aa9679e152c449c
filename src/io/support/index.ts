export { cacheFolder, fileSize, freeBytes } from './files.ts';
export { errorCode, ifMissing, messageOf } from './message-of.ts';
export { replaceFile } from './replace-file.ts';
