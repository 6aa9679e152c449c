/** Encodes safetensors files. */
export { encodeTensors, METADATA, PREFIX, type StoredTensor } from './encode-tensors.ts';
