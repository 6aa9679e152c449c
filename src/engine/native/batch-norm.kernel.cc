// Two ops of TensorFlow for batch normalization by the statistics of the batch, with ReLU if wanted, and for its gradients.
// TensorFlow's own ops read and write the activations twice as often, which is what takes the time. Compiled into the binding.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <initializer_list>
#include <new>
#include <type_traits>
#include <vector>

#include "bfloat16.h"
#include "kernel.h"
#include "parallel.h"

namespace {

/** Of rows [channels] of one type; sums are taken over blocks of rows, so that results do not depend on the threads. */
struct Layout {
  int64_t rows, channels, block, blocks, threads;

  Layout(int64_t count, int64_t channel_count, int64_t thread_count)
      : rows(channel_count == 0 ? 0 : count / channel_count),
        channels(channel_count),
        block(std::max<int64_t>(1, BLOCK / std::max<int64_t>(1, channel_count))),
        blocks((rows + block - 1) / block),
        threads(thread_count) {}

  /** Calls `work` with each block, its first element, and its rows. */
  template <typename Work>
  void ForEachBlock(Work work) const {
    ParallelFor(blocks, threads, [&](int64_t i) {
      const int64_t first = i * block;
      work(i, first * channels, std::min(block, rows - first));
    });
  }

 private:
  /** The elements of a block: they fit in the second cache, twice. */
  static constexpr int64_t BLOCK = 16 << 10;
};

/** A type of its own, so that functions can be chosen by it. */
struct bfloat16 {
  uint16_t bits;
};

inline float Load(float value) { return value; }
inline float Load(bfloat16 value) { return WidenedFromBfloat16(value.bits); }
inline void Store(float value, float* to) { *to = value; }
inline void Store(float value, bfloat16* to) { to->bits = RoundedToBfloat16(value); }

#define INLINE inline __attribute__((always_inline))

/** Calls FUNCTION<width>(channel, …) for groups of channels so wide that their sums stay in registers, and for the rest. */
#define FOR_CHANNELS(channels, FUNCTION, ...)                                          \
  do {                                                                                 \
    int64_t channel = 0;                                                               \
    for (; channel + 32 <= channels; channel += 32) FUNCTION<32>(channel, __VA_ARGS__); \
    for (; channel + 8 <= channels; channel += 8) FUNCTION<8>(channel, __VA_ARGS__);   \
    for (; channel < channels; channel++) FUNCTION<1>(channel, __VA_ARGS__);           \
  } while (false)

/** The mean of each channel, and the sum of the squares of what differs from it. */
template <int64_t WIDTH, typename T>
INLINE void MomentsOf(int64_t channel, const T* x, int64_t rows, int64_t channels, float* mean, float* squares) {
  float sum[WIDTH] = {}, square[WIDTH] = {};
  for (int64_t row = 0; row < rows; row++)
    for (int64_t i = 0; i < WIDTH; i++) sum[i] += Load(x[row * channels + channel + i]);
  for (int64_t i = 0; i < WIDTH; i++) sum[i] /= static_cast<float>(rows);
  for (int64_t row = 0; row < rows; row++)
    for (int64_t i = 0; i < WIDTH; i++) {
      const float difference = Load(x[row * channels + channel + i]) - sum[i];
      square[i] += difference * difference;
    }
  for (int64_t i = 0; i < WIDTH; i++) {
    mean[channel + i] = sum[i];
    squares[channel + i] = square[i];
  }
}

template <typename T>
INLINE void MomentsOfBlock(const T* x, int64_t rows, int64_t channels, float* mean, float* squares) {
  FOR_CHANNELS(channels, MomentsOf, x, rows, channels, mean, squares);
}

/** What the output depends on, for each channel: gamma / deviation, and beta. */
struct Coefficients {
  const float* mean;
  const float* scale;
  const float* beta;
};

INLINE float Normalized(float x, const Coefficients& of, int64_t channel) {
  return of.scale[channel] * (x - of.mean[channel]) + of.beta[channel];
}

/** y = scale · (x − mean) + beta, and 0 instead of what is negative if `activates`. */
template <typename T>
INLINE void ScaleBlock(const T* x, int64_t rows, int64_t channels, const Coefficients& of, bool activates, T* y) {
  for (int64_t row = 0; row < rows; row++, x += channels, y += channels)
    if (activates)
      for (int64_t i = 0; i < channels; i++) {
        const float value = Normalized(Load(x[i]), of, i);
        // A NaN stays one.
        Store(value < 0.0f ? 0.0f : value, y + i);
      }
    else
      for (int64_t i = 0; i < channels; i++) Store(Normalized(Load(x[i]), of, i), y + i);
}

/** The gradient of what ScaleBlock returns with respect to scale · (x − mean) + beta. */
template <bool ACTIVATES>
INLINE float Passed(float dy, float x, const Coefficients& of, int64_t channel) {
  return ACTIVATES && !(Normalized(x, of, channel) > 0.0f) ? 0.0f : dy;
}

/** The sums of dy, and of dy · (x − mean), of each channel. */
template <int64_t WIDTH, bool ACTIVATES, typename T>
INLINE void SumsOf(int64_t channel, std::bool_constant<ACTIVATES>, const T* dy, const T* x, int64_t rows,
                   int64_t channels, const Coefficients& of, float* sums, float* products) {
  float sum[WIDTH] = {}, product[WIDTH] = {};
  for (int64_t row = 0; row < rows; row++) {
    const int64_t at = row * channels + channel;
    for (int64_t i = 0; i < WIDTH; i++) {
      const float value = Load(x[at + i]);
      const float passed = Passed<ACTIVATES>(Load(dy[at + i]), value, of, channel + i);
      sum[i] += passed;
      product[i] += passed * (value - of.mean[channel + i]);
    }
  }
  for (int64_t i = 0; i < WIDTH; i++) {
    sums[channel + i] = sum[i];
    products[channel + i] = product[i];
  }
}

template <typename T>
INLINE void SumsOfBlock(const T* dy, const T* x, int64_t rows, int64_t channels, const Coefficients& of,
                        bool activates, float* sums, float* products) {
  if (activates) FOR_CHANNELS(channels, SumsOf, std::true_type{}, dy, x, rows, channels, of, sums, products);
  else FOR_CHANNELS(channels, SumsOf, std::false_type{}, dy, x, rows, channels, of, sums, products);
}

/** dx = scale · (dy − offset − slope · (x − mean)). */
template <bool ACTIVATES, typename T>
INLINE void GradientOfBlock(const T* dy, const T* x, int64_t rows, int64_t channels, const Coefficients& of,
                            const float* offset, const float* slope, T* dx) {
  for (int64_t row = 0; row < rows; row++, dy += channels, x += channels, dx += channels)
    for (int64_t i = 0; i < channels; i++) {
      const float value = Load(x[i]);
      const float passed = Passed<ACTIVATES>(Load(dy[i]), value, of, i);
      Store(of.scale[i] * (passed - offset[i] - slope[i] * (value - of.mean[i])), dx + i);
    }
}

// A function template cannot have versions: these are the functions of both types.
#define FUNCTIONS_OF(T)                                                                                       \
  ALSO_FOR(WIDE_VECTORS) void BlockMoments(const T* x, int64_t rows, int64_t channels, float* mean,           \
                                           float* squares) {                                                  \
    MomentsOfBlock(x, rows, channels, mean, squares);                                                         \
  }                                                                                                           \
  ALSO_FOR(WIDE_VECTORS) void BlockScaled(const T* x, int64_t rows, int64_t channels, const Coefficients& of, \
                                          bool activates, T* y) {                                             \
    ScaleBlock(x, rows, channels, of, activates, y);                                                          \
  }                                                                                                           \
  ALSO_FOR(WIDE_VECTORS) void BlockSums(const T* dy, const T* x, int64_t rows, int64_t channels,              \
                                        const Coefficients& of, bool activates, float* sums,                  \
                                        float* products) {                                                    \
    SumsOfBlock(dy, x, rows, channels, of, activates, sums, products);                                        \
  }                                                                                                           \
  ALSO_FOR(WIDE_VECTORS) void BlockGradient(const T* dy, const T* x, int64_t rows, int64_t channels,          \
                                            const Coefficients& of, bool activates, const float* offset,      \
                                            const float* slope, T* dx) {                                      \
    if (activates) GradientOfBlock<true>(dy, x, rows, channels, of, offset, slope, dx);                       \
    else GradientOfBlock<false>(dy, x, rows, channels, of, offset, slope, dx);                                \
  }

FUNCTIONS_OF(float)
FUNCTIONS_OF(bfloat16)

/** The attributes of a kernel. */
struct BatchNorm {
  float epsilon = 0, momentum = 0;
  bool activates = false;
  int64_t threads = 1;
  TF_DataType type = TF_FLOAT;
};

void* Create(TF_OpKernelConstruction* construction) {
  auto* norm = new BatchNorm;
  TF_Status* status = TF_NewStatus();
  unsigned char activates = 0;
  TF_OpKernelConstruction_GetAttrFloat(construction, "epsilon", &norm->epsilon, status);
  if (TF_GetCode(status) == TF_OK) TF_OpKernelConstruction_GetAttrFloat(construction, "momentum", &norm->momentum, status);
  if (TF_GetCode(status) == TF_OK) TF_OpKernelConstruction_GetAttrBool(construction, "relu", &activates, status);
  if (TF_GetCode(status) == TF_OK) TF_OpKernelConstruction_GetAttrInt64(construction, "threads", &norm->threads, status);
  if (TF_GetCode(status) == TF_OK) TF_OpKernelConstruction_GetAttrType(construction, "T", &norm->type, status);
  if (TF_GetCode(status) != TF_OK) TF_OpKernelConstruction_Failure(construction, status);
  TF_DeleteStatus(status);
  norm->activates = activates != 0;
  return norm;
}

void Delete(void* kernel) { delete static_cast<BatchNorm*>(kernel); }

/** Outputs of a kernel, which are freed at the end. */
class Outputs {
 public:
  Outputs(TF_OpKernelContext* context, TF_Status* status) : context_(context), status_(status) {}
  ~Outputs() {
    for (TF_Tensor* tensor : tensors_) TF_DeleteTensor(tensor);
  }

  /** Returns the values of the next output; null after an error. */
  void* Next(TF_DataType type, const std::vector<int64_t>& shape) {
    if (TF_GetCode(status_) != TF_OK) return nullptr;
    size_t bytes = TF_DataTypeSize(type);
    for (const int64_t size : shape) bytes *= size;
    TF_Tensor* tensor = TF_AllocateOutput(context_, static_cast<int>(tensors_.size()), type, shape.data(),
                                          static_cast<int>(shape.size()), bytes, status_);
    if (TF_GetCode(status_) != TF_OK) return nullptr;
    tensors_.push_back(tensor);
    return TF_TensorData(tensor);
  }
  float* Floats(int64_t count) { return static_cast<float*>(Next(TF_FLOAT, {count})); }

 private:
  TF_OpKernelContext* context_;
  TF_Status* status_;
  std::vector<TF_Tensor*> tensors_;
};

template <typename T>
void Normalize(const BatchNorm& norm, const Layout& layout, const T* x, const Input& gamma, const Input& beta,
               const Input& old_mean, const Input& old_variance, T* y, float* new_mean, float* new_variance,
               float* mean, float* inverse_deviation) {
  const int64_t channels = layout.channels;
  std::vector<float> means(layout.blocks * channels), squares(layout.blocks * channels);
  layout.ForEachBlock([&](int64_t i, int64_t first, int64_t rows) {
    BlockMoments(x + first, rows, channels, means.data() + i * channels, squares.data() + i * channels);
  });
  // Moments of parts are joined as by Chan, Golub and LeVeque (1983).
  std::vector<double> sum(channels), total(channels);
  const auto rows_of = [&](int64_t i) {
    return static_cast<double>(std::min(layout.block, layout.rows - i * layout.block));
  };
  for (int64_t i = 0; i < layout.blocks; i++)
    for (int64_t c = 0; c < channels; c++) sum[c] += rows_of(i) * means[i * channels + c];
  const double rows = static_cast<double>(layout.rows);
  for (int64_t c = 0; c < channels; c++) sum[c] /= rows;
  for (int64_t i = 0; i < layout.blocks; i++)
    for (int64_t c = 0; c < channels; c++) {
      const double difference = means[i * channels + c] - sum[c];
      total[c] += squares[i * channels + c] + rows_of(i) * difference * difference;
    }
  std::vector<float> scale(channels);
  for (int64_t c = 0; c < channels; c++) {
    mean[c] = static_cast<float>(sum[c]);
    inverse_deviation[c] = static_cast<float>(1.0 / std::sqrt(total[c] / rows + norm.epsilon));
    const float unbiased = static_cast<float>(total[c] / std::max(1.0, rows - 1));
    scale[c] = gamma.Values<float>()[c] * inverse_deviation[c];
    new_mean[c] = old_mean.Values<float>()[c] * (1 - norm.momentum) + mean[c] * norm.momentum;
    new_variance[c] = old_variance.Values<float>()[c] * (1 - norm.momentum) + unbiased * norm.momentum;
  }
  const Coefficients of{mean, scale.data(), beta.Values<float>()};
  layout.ForEachBlock([&](int64_t, int64_t first, int64_t block) {
    BlockScaled(x + first, block, channels, of, norm.activates, y + first);
  });
}

template <typename T>
void Differentiate(const BatchNorm& norm, const Layout& layout, const T* dy, const T* x, const Input& gamma,
                   const Input& beta, const Input& mean, const Input& inverse_deviation, T* dx, float* d_gamma,
                   float* d_beta) {
  const int64_t channels = layout.channels;
  const float* inverse = inverse_deviation.Values<float>();
  std::vector<float> scale(channels), offset(channels), slope(channels);
  for (int64_t c = 0; c < channels; c++) scale[c] = gamma.Values<float>()[c] * inverse[c];
  const Coefficients of{mean.Values<float>(), scale.data(), beta.Values<float>()};
  std::vector<float> sums(layout.blocks * channels), products(layout.blocks * channels);
  layout.ForEachBlock([&](int64_t i, int64_t first, int64_t rows) {
    BlockSums(dy + first, x + first, rows, channels, of, norm.activates, sums.data() + i * channels,
              products.data() + i * channels);
  });
  std::vector<double> sum(channels), product(channels);
  for (int64_t i = 0; i < layout.blocks; i++)
    for (int64_t c = 0; c < channels; c++) {
      sum[c] += sums[i * channels + c];
      product[c] += products[i * channels + c];
    }
  const double rows = static_cast<double>(layout.rows);
  for (int64_t c = 0; c < channels; c++) {
    d_beta[c] = static_cast<float>(sum[c]);
    d_gamma[c] = static_cast<float>(product[c] * inverse[c]);
    offset[c] = static_cast<float>(sum[c] / rows);
    slope[c] = static_cast<float>(product[c] * inverse[c] * inverse[c] / rows);
  }
  layout.ForEachBlock([&](int64_t, int64_t first, int64_t block) {
    BlockGradient(dy + first, x + first, block, channels, of, norm.activates, offset.data(), slope.data(),
                  dx + first);
  });
}

/** Calls `run` with values of the type of a kernel. */
template <typename Run>
void WithType(TF_DataType type, void* values, TF_Status* status, Run run) {
  try {
    if (type == TF_FLOAT) run(static_cast<float*>(values));
    else run(static_cast<bfloat16*>(values));
  } catch (const std::bad_alloc&) {
    TF_SetStatus(status, TF_RESOURCE_EXHAUSTED, "not enough memory for batch normalization");
  }
}

std::vector<int64_t> ShapeOf(const Input& input) {
  std::vector<int64_t> shape;
  for (int i = 0; i < input.Dimensions(); i++) shape.push_back(input.Size(i));
  return shape;
}

/** Returns whether inputs that should hold a number for each channel do. */
bool AreChannels(TF_Status* status, const Input& x, std::initializer_list<const Input*> inputs) {
  bool are = x.Dimensions() > 0;
  for (const Input* input : inputs) are = are && input->Count() == x.Size(x.Dimensions() - 1);
  if (!are) TF_SetStatus(status, TF_INVALID_ARGUMENT, "expected x [..., C], and the other inputs [C]");
  return are;
}

void ComputeNorm(void* kernel, TF_OpKernelContext* context) {
  const BatchNorm& norm = *static_cast<BatchNorm*>(kernel);
  TF_Status* status = TF_NewStatus();
  {
    const Input x(context, 0, status), gamma(context, 1, status), beta(context, 2, status);
    const Input mean(context, 3, status), variance(context, 4, status);
    if (TF_GetCode(status) == TF_OK && AreChannels(status, x, {&gamma, &beta, &mean, &variance})) {
      Outputs outputs(context, status);
      void* y = outputs.Next(norm.type, ShapeOf(x));
      const int64_t channels = gamma.Count();
      float* vectors[4];
      for (float*& vector : vectors) vector = outputs.Floats(channels);
      if (TF_GetCode(status) == TF_OK) {
        const Layout layout(x.Count(), channels, norm.threads);
        WithType(norm.type, y, status, [&](auto* typed) {
          using T = std::remove_pointer_t<decltype(typed)>;
          Normalize(norm, layout, x.Values<T>(), gamma, beta, mean, variance, typed, vectors[0], vectors[1],
                    vectors[2], vectors[3]);
        });
      }
    }
  }
  Finish(context, status);
}

void ComputeGradient(void* kernel, TF_OpKernelContext* context) {
  const BatchNorm& norm = *static_cast<BatchNorm*>(kernel);
  TF_Status* status = TF_NewStatus();
  {
    const Input dy(context, 0, status), x(context, 1, status), gamma(context, 2, status), beta(context, 3, status);
    const Input mean(context, 4, status), inverse_deviation(context, 5, status);
    if (TF_GetCode(status) == TF_OK && AreChannels(status, x, {&gamma, &beta, &mean, &inverse_deviation})) {
      Outputs outputs(context, status);
      void* dx = outputs.Next(norm.type, ShapeOf(x));
      const int64_t channels = gamma.Count();
      float* d_gamma = outputs.Floats(channels);
      float* d_beta = outputs.Floats(channels);
      if (dy.Count() != x.Count()) TF_SetStatus(status, TF_INVALID_ARGUMENT, "expected dy of the shape of x");
      if (TF_GetCode(status) == TF_OK) {
        const Layout layout(x.Count(), channels, norm.threads);
        WithType(norm.type, dx, status, [&](auto* typed) {
          using T = std::remove_pointer_t<decltype(typed)>;
          Differentiate(norm, layout, dy.Values<T>(), x.Values<T>(), gamma, beta, mean, inverse_deviation, typed,
                        d_gamma, d_beta);
        });
      }
    }
  }
  Finish(context, status);
}

void Register(const char* name, std::initializer_list<const char*> inputs, std::initializer_list<const char*> outputs,
              void (*compute)(void*, TF_OpKernelContext*)) {
  TF_OpDefinitionBuilder* op = TF_NewOpDefinitionBuilder(name);
  for (const char* attribute :
       {"T: {float, bfloat16} = DT_FLOAT", "epsilon: float", "momentum: float", "relu: bool", "threads: int"})
    TF_OpDefinitionBuilderAddAttr(op, attribute);
  for (const char* input : inputs) TF_OpDefinitionBuilderAddInput(op, input);
  for (const char* output : outputs) TF_OpDefinitionBuilderAddOutput(op, output);
  RegisterOnCpu(name, op, compute, Create, Delete);
}

/** A second copy of the binding in the same process registers nothing. */
const bool registered = [] {
  Register("MillraceBatchNorm", {"x: T", "gamma: float", "beta: float", "mean: float", "variance: float"},
           {"y: T", "new_mean: float", "new_variance: float", "batch_mean: float", "inverse_deviation: float"},
           ComputeNorm);
  Register("MillraceBatchNormGrad",
           {"dy: T", "x: T", "gamma: float", "beta: float", "batch_mean: float", "inverse_deviation: float"},
           {"dx: T", "d_gamma: float", "d_beta: float"}, ComputeGradient);
  return true;
}();

}  // namespace
