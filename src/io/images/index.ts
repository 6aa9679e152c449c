export { decodeImage } from './decode-image.ts';
export { sharp } from './sharp.ts';
export { thumbnail } from './thumbnail.ts';
