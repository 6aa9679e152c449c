/** The kinds of augment_geometry.json for single images; another test checks batches and unknown kinds. */
export const itemGeometryKinds: readonly string[] = ['resize', 'random_resized_crop', 'resize_pixels'];
