export { carryOut } from './carry-out.ts';
export { cutBox } from './cut-box.ts';
export { resample } from './resample.ts';
