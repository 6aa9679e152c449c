export { errorCode, ifMissing, messageOf } from '../../core/index.ts';
