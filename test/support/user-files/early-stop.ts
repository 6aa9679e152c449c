/** A user's script that trains, prints the accuracy of each epoch, and stops after the second one. */
import { augTransforms, fitOneCycle, imageData, imageFiles, learner, resize, run, xresnet18 } from 'millrace';
import { nodeWorld } from 'millrace/node';
import { Subject } from 'rxjs';

const stop$ = new Subject<void>();
const world = nodeWorld({ runFolder: 'runs/script', stop$ });
const files = imageFiles({ readDirectory: world.readDirectory, root: 'photos' });
const data = imageData({ files, item: [resize(40)], batch: augTransforms({ size: 32 }), batchSize: 8 });
run(world, { name: 'script', config: {} }, learner(data, xresnet18), fitOneCycle(5, 3e-3)).subscribe(
  (metric) => {
    if (metric._tag !== 'EpochRow') return;
    console.log(`epoch ${metric.epoch + 1}: accuracy ${String(metric.scores['accuracy'])}`);
    if (metric.epoch === 1) stop$.next();
  },
);
