export { quickStartPictures, type QuickStartConfig } from './quick-start-pictures.ts';
export { describeQuickStart, type QuickStartProgress } from './quick-start-progress.ts';
