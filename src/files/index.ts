export { balance } from './balance.ts';
export { balanced } from './balanced.ts';
export { earlierSplit, validationList } from './earlier-split.ts';
export { endSplit, type EndSplitConfig } from './end-split.ts';
export { grandparentSplit, type GrandparentSplitConfig } from './grandparent-split.ts';
export { classSplit } from './class-split.ts';
export type { ClassFrom } from './class-from.ts';
export { contentExaminer } from './content-examiner.ts';
export { copiesExaminer } from './copies-examiner.ts';
export { equalFiles, type EqualFiles, type EqualFilesConfig } from './equal-files.ts';
export type { Examiner } from './examiner.ts';
export { exclusionsFrom, type Exclusions } from './exclusions.ts';
export { folderContents, type FolderContents } from './folder-contents.ts';
export { relativeTo } from './folder-names.ts';
export { exceptTest, folderSplit, type Part } from './folder-split.ts';
export { imageFiles, type ImageFilesConfig } from './image-files.ts';
export { imagePaths } from './image-paths.ts';
export type { Labeller } from './labeller.ts';
export { labelTableFrom } from './labels/find-tables.ts';
export {
  parseLabelTable,
  type LabelRow,
  type LabelTable,
  type LabelTableConfig,
} from './labels/label-table.ts';
export type { ColumnOptions } from './labels/label-columns.ts';
export type { LabelSource } from './labels/label-source.ts';
export type { LineMistake } from './labels/table-rows.ts';
export { multiVocabulary, splitLabels } from './multi-vocabulary.ts';
export type { MultiVocabulary, MultiVocabularyConfig } from './multi-vocabulary.ts';
export { listSplit, listSplitFrom } from './list-split.ts';
export { parentLabel } from './parent-label.ts';
export { partSplit, type EvaluatedPart, type PartSplitConfig } from './part-split.ts';
export { randomSplit } from './random-split.ts';
export { regexLabel, type RegexLabelConfig } from './regex-label.ts';
export { sampledSplit } from './sampled-split.ts';
export { shuffle } from './shuffle.ts';
export { shuffled } from './shuffled.ts';
export type { SplitIndices, Splitter } from './splitter.ts';
export { topLabel } from './top-label.ts';
export { vocabulary, type Vocabulary, type VocabularyConfig } from './vocabulary.ts';
