// An op of TensorFlow that maps images through projections, with bilinear interpolation and mirroring at the centres of the
// outermost pixels. Compiled into the binding, and registered when it is loaded.
#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdint>
#include <new>
#include <vector>

#include "kernel.h"
#include "parallel.h"

namespace {

/** Images [count, height, width, channels] and the part of the output that is computed. */
struct Warp {
  const float* images;
  /** Eight numbers for each image: those of a projection row by row, without the ninth, 1. */
  const float* projections;
  float* output;
  int64_t count, height, width, channels;
  int32_t top, left, rows, columns;
};

/** For each pixel of a row of the output: the pixel before its position on each axis, and the weights of those after it. */
struct Positions {
  std::vector<int32_t> column, row;
  std::vector<float> right, below;

  explicit Positions(int32_t columns) : column(columns), row(columns), right(columns), below(columns) {}
};

/** Beyond it no position is exact, but every one is a number that an integer can hold. */
constexpr float FARTHEST = 1e9f;

/** Mirrors a position on an axis whose last pixel is `last`; returns the pixel before it, and the weight of the next one. */
inline int32_t Mirror(float position, float last, float* fraction) {
  const float period = 2.0f * last;
  const float distance = std::min(std::fabs(position), FARTHEST);
  const float within = distance - period * static_cast<float>(static_cast<int32_t>(distance / period));
  const float mirrored = std::max(0.0f, std::min(within, period - within));
  // Positions are not negative: conversion rounds down.
  const int32_t before = std::min(static_cast<int32_t>(mirrored), static_cast<int32_t>(last) - 1);
  *fraction = mirrored - static_cast<float>(before);
  return std::max(0, before);
}

/** Computes the positions of the pixels `start`, `start` + 1, … of row `y` by a projection `p`. */
ALSO_FOR("avx2") void Locate(const float* p, float y, int32_t start, int32_t columns, float last_column,
                     float last_row, int32_t* column, float* right, int32_t* row, float* below) {
  for (int32_t i = 0; i < columns; i++) {
    const float x = static_cast<float>(start + i);
    const float depth = p[6] * x + p[7] * y + 1.0f;
    column[i] = Mirror((p[0] * x + p[1] * y + p[2]) / depth, last_column, right + i);
    row[i] = Mirror((p[3] * x + p[4] * y + p[5]) / depth, last_row, below + i);
  }
}

/** Interpolates a row of the output. The fused multiplications are those with which TensorFlow's compiler computes it. */
inline __attribute__((always_inline)) void Interpolate(const float* image, const Warp& warp, const Positions& at,
                                                       int64_t channels, float* out) {
  const int64_t stride = warp.width * channels;
  for (int32_t i = 0; i < warp.columns; i++) {
    const float* upper = image + at.row[i] * stride + at.column[i] * channels;
    const float* lower = upper + stride;
    const float right = at.right[i], left = 1.0f - right;
    const float below = at.below[i], above = 1.0f - below;
    for (int64_t channel = 0; channel < channels; channel++) {
      const float on_upper = __builtin_fmaf(upper[channel], left, upper[channel + channels] * right);
      const float on_lower = __builtin_fmaf(lower[channel], left, lower[channel + channels] * right);
      *out++ = __builtin_fmaf(on_lower, below, on_upper * above);
    }
  }
}

ALSO_FOR("fma") void InterpolateColours(const float* image, const Warp& warp, const Positions& at, float* out) {
  Interpolate(image, warp, at, 3, out);
}

ALSO_FOR("fma") void InterpolateAny(const float* image, const Warp& warp, const Positions& at, float* out) {
  Interpolate(image, warp, at, warp.channels, out);
}

/** Computes the rows `begin` to before `end` of all images together. */
void ComputeRows(const Warp& warp, int64_t begin, int64_t end) {
  Positions at(warp.columns);
  for (int64_t i = begin; i < end; i++) {
    const int64_t image = i / warp.rows;
    Locate(warp.projections + 8 * image, static_cast<float>(warp.top + i % warp.rows), warp.left, warp.columns,
           static_cast<float>(warp.width - 1), static_cast<float>(warp.height - 1), at.column.data(),
           at.right.data(), at.row.data(), at.below.data());
    const float* pixels = warp.images + image * warp.height * warp.width * warp.channels;
    float* out = warp.output + i * warp.columns * warp.channels;
    if (warp.channels == 3) InterpolateColours(pixels, warp, at, out);
    else InterpolateAny(pixels, warp, at, out);
  }
}

/** Divides the rows among threads. Returns false if there is not enough memory. */
bool Run(const Warp& warp, int64_t threads) {
  const int64_t rows = warp.count * warp.rows;
  threads = std::max<int64_t>(1, std::min(threads, rows));
  std::atomic<bool> is_done{true};
  ParallelFor(threads, threads, [&](int64_t part) {
    try {
      ComputeRows(warp, rows * part / threads, rows * (part + 1) / threads);
    } catch (const std::bad_alloc&) {
      is_done = false;
    }
  });
  return is_done;
}

void Compute(void*, TF_OpKernelContext* context) {
  TF_Status* status = TF_NewStatus();
  {
    const Input images(context, 0, status), projections(context, 1, status), window(context, 2, status);
    if (TF_GetCode(status) == TF_OK) {
      if (images.Dimensions() != 4 || images.Size(1) < 2 || images.Size(2) < 2 ||
          projections.Count() != 8 * images.Size(0) || window.Count() != 5 || window.Values<int32_t>()[2] < 0 ||
          window.Values<int32_t>()[3] < 0) {
        TF_SetStatus(status, TF_INVALID_ARGUMENT,
                     "expected images [N, H, W, C] of at least 2×2 pixels, projections [N, 8] and a window [5]");
      } else {
        const int32_t* w = window.Values<int32_t>();
        Warp warp{images.Values<float>(), projections.Values<float>(), nullptr, images.Size(0), images.Size(1),
                  images.Size(2), images.Size(3), w[0], w[1], w[2], w[3]};
        const int64_t shape[] = {warp.count, warp.rows, warp.columns, warp.channels};
        const size_t bytes = sizeof(float) * warp.count * warp.rows * warp.columns * warp.channels;
        TF_Tensor* output = TF_AllocateOutput(context, 0, TF_FLOAT, shape, 4, bytes, status);
        if (TF_GetCode(status) == TF_OK) {
          warp.output = static_cast<float*>(TF_TensorData(output));
          if (!Run(warp, w[4])) TF_SetStatus(status, TF_RESOURCE_EXHAUSTED, "not enough memory to warp images");
          TF_DeleteTensor(output);
        }
      }
    }
  }
  Finish(context, status);
}

/** A second copy of the binding in the same process registers nothing. */
const bool registered = [] {
  const char* name = "MillraceMirroredWarp";
  TF_OpDefinitionBuilder* op = TF_NewOpDefinitionBuilder(name);
  TF_OpDefinitionBuilderAddInput(op, "images: float");
  TF_OpDefinitionBuilderAddInput(op, "projections: float");
  // The top, the left, the height and the width of the part of the output that is returned, and the number of threads.
  TF_OpDefinitionBuilderAddInput(op, "window: int32");
  TF_OpDefinitionBuilderAddOutput(op, "output: float");
  RegisterOnCpu(name, op, Compute);
  return true;
}();

}  // namespace
