export { combinePredictions, meanPredictions, type CombineOptions } from './combine-predictions.ts';
export { accuracy, errorRate } from './accuracy.ts';
export { classReport, type ClassReport, type ClassScores } from './class-report.ts';
export { addConfusions, confusionMatrix, type Confusion } from './confusion.ts';
export { predictedClasses, type Predictions } from './predictions.ts';
export { scoreOf, type Score } from './score.ts';
export { softmax } from './softmax.ts';
export { topKAccuracy } from './top-k-accuracy.ts';
