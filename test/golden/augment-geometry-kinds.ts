/** Kinds of augment_geometry.json about single images; those of batches and unknown ones are checked apart. */
export const itemGeometryKinds: readonly string[] = ['resize', 'random_resized_crop', 'resize_pixels'];
