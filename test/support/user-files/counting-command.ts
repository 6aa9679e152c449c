/** A user's command with events of its own: it imports Millrace by its package name. */
import { concatMap, from } from 'rxjs';
import { defineCommand, imageFiles } from 'millrace';

interface Options {
  readonly data: string;
  /** Classes with fewer images are not counted. */
  readonly atLeast: number;
}

interface Counted {
  readonly _tag: 'Counted';
  readonly label: string;
  readonly images: number;
}

export default defineCommand<Options, Counted>({
  name: 'count',
  summary: 'count the images of each class',
  example: 'photos --at-least 10',
  defaults: { data: undefined, atLeast: 1 },
  run: (world, { data, atLeast }) =>
    imageFiles({ readDirectory: world.readDirectory, root: data }).pipe(
      concatMap(({ train, valid, vocab }) =>
        from(
          vocab
            .map((label): Counted => ({
              _tag: 'Counted',
              label,
              images: [...train, ...valid].filter((file) => file.label === label).length,
            }))
            .filter(({ images }) => images >= atLeast),
        ),
      ),
    ),
  line: ({ label, images }) => `${label}: ${images} images`,
});
