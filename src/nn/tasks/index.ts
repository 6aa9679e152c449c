export { defaultTask } from './default-task.ts';
export { multiLabel, type MultiLabelOptions } from './multi-label.ts';
export { scoreNamed } from './score-named.ts';
export { scoreOf, scoring, type Scored, type Scoring, type ScoringConfig } from './scoring.ts';
export { singleLabel } from './single-label.ts';
export { taskOf } from './task-of.ts';
export type { ClassSummary, Task } from './task.ts';
