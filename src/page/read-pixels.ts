import type { Pixels } from '../core/index.ts';

/**
 * Decodes an image to upright sRGB at its full size. Transparency is dropped, as in training; without WebGL, colours of
 * transparent pixels are less exact, and those of fully transparent ones are black. Rejects if the browser cannot decode the
 * file, or if the image is too large for the browser.
 */
export async function readPixels(file: Blob): Promise<Pixels> {
  // Upright and in sRGB by default; older browsers refuse options that name the defaults.
  const bitmap = await createImageBitmap(file, { premultiplyAlpha: 'none' });
  try {
    return { height: bitmap.height, width: bitmap.width, data: withoutAlpha(readRgba(bitmap)) };
  } finally {
    bitmap.close();
  }
}

function readRgba(bitmap: ImageBitmap): Uint8ClampedArray {
  const drawn = read2d(bitmap);
  if (drawn !== null && isOpaque(drawn)) return drawn;
  // A canvas multiplies colours by alpha, which WebGL does not.
  const exact = readWebgl(bitmap);
  if (exact !== null) return exact;
  // In Safari, a canvas stays empty if the image is too large for it.
  if (drawn === null || drawn.every((value) => value === 0))
    throw new Error(
      `it is too large for this browser, or fully transparent (${bitmap.width} × ${bitmap.height} pixels)`,
    );
  return drawn;
}

/** Returns RGBA; null if the image is too large for a canvas. */
function read2d(bitmap: ImageBitmap): Uint8ClampedArray | null {
  const { width, height } = bitmap;
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  if (context === null) return null;
  try {
    context.drawImage(bitmap, 0, 0);
    return context.getImageData(0, 0, width, height).data;
  } catch {
    return null;
  }
}

/** Returns RGBA that is not multiplied by alpha; null if there is no WebGL or the image is too large for it. */
function readWebgl(bitmap: ImageBitmap): Uint8ClampedArray | null {
  const { width, height } = bitmap;
  const gl = new OffscreenCanvas(1, 1).getContext('webgl2');
  if (gl === null || Math.max(width, height) > Number(gl.getParameter(gl.MAX_TEXTURE_SIZE))) return null;
  try {
    gl.pixelStorei(gl.UNPACK_PREMULTIPLY_ALPHA_WEBGL, false);
    gl.pixelStorei(gl.UNPACK_COLORSPACE_CONVERSION_WEBGL, gl.NONE);
    gl.bindTexture(gl.TEXTURE_2D, gl.createTexture());
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA8, gl.RGBA, gl.UNSIGNED_BYTE, bitmap);
    gl.bindFramebuffer(gl.FRAMEBUFFER, gl.createFramebuffer());
    gl.framebufferTexture2D(
      gl.FRAMEBUFFER,
      gl.COLOR_ATTACHMENT0,
      gl.TEXTURE_2D,
      gl.getParameter(gl.TEXTURE_BINDING_2D) as WebGLTexture,
      0,
    );
    const bytes = new Uint8Array(width * height * 4);
    gl.readPixels(0, 0, width, height, gl.RGBA, gl.UNSIGNED_BYTE, bytes);
    return gl.getError() === gl.NO_ERROR ? new Uint8ClampedArray(bytes.buffer) : null;
  } finally {
    gl.getExtension('WEBGL_lose_context')?.loseContext();
  }
}

function isOpaque(rgba: Uint8ClampedArray): boolean {
  for (let i = 3; i < rgba.length; i += 4) if (rgba[i] !== 255) return false;
  return true;
}

function withoutAlpha(rgba: Uint8ClampedArray): Uint8Array {
  const rgb = new Uint8Array((rgba.length / 4) * 3);
  for (let from = 0, to = 0; from < rgba.length; from += 4, to += 3) {
    rgb[to] = rgba[from] as number;
    rgb[to + 1] = rgba[from + 1] as number;
    rgb[to + 2] = rgba[from + 2] as number;
  }
  return rgb;
}
