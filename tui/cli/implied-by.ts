/** Options that conflict with a model from a run, whose own settings apply. */
export const IMPLIED_BY: readonly (readonly [by: string, options: readonly string[]])[] = [
  [
    'from',
    [
      ...['arch', 'n-out', 'size', 'normalize', 'lr', 'start-size', 'start-item-size', 'start-batch-size'],
      ...['start-epochs', 'fine-tune-epochs', 'fine-tune-lr', 'clip', 'accumulate', 'patience', 'monitor'],
      ...['best', 'ema', 'time-limit', 'balanced-sampling', 'class-weights', 'focal'],
    ],
  ],
  ['continue', ['arch', 'n-out']],
];
