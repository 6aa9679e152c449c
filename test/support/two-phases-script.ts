/** A user's script: stops a run of two phases after its first epoch and prints the tags of its metrics. */
import { augTransforms, fitOneCycle, imageData, imageFiles, learner, resize, run, xresnet18 } from 'millrace';
import { nodeWorld } from 'millrace/node';
import { Subject } from 'rxjs';

const [root = '', runFolder = ''] = process.argv.slice(2);
const stop$ = new Subject<void>();
const world = nodeWorld({ runFolder, stop$, threads: 1 });
const data = imageData({
  files: imageFiles({ readDirectory: world.readDirectory, root }),
  item: [resize(20)],
  batch: augTransforms({ size: 16 }),
  batchSize: 8,
});
const phases = [fitOneCycle(3, 3e-3), fitOneCycle(2, 3e-3)];
const tags: string[] = [];
run(world, { name: 'two-phases', config: {} }, learner(data, xresnet18), ...phases).subscribe({
  next: ({ _tag }) => {
    if (_tag !== 'Step' && _tag !== 'EvaluationStep') tags.push(_tag);
    if (_tag === 'EpochRow') stop$.next();
  },
  complete: () => {
    console.log(tags.join(' '));
  },
});
