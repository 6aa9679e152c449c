export { cacheFolder, fileSize, freeBytes } from './files.ts';
export { errorCode, messageOf } from './message-of.ts';
