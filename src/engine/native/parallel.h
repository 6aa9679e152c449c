// Loops on several threads, for kernels: the pool of TensorFlow is out of reach of its C API.
#pragma once
#include <cstdint>
#include <functional>

// Where the compiler can, it makes a second version of a function for processors with these instructions, and the faster one
// is chosen when the binding is loaded. Both compute the same, but for the rounding of products that are added. (The name of a
// processor, instead of instructions or a level, would mean that processor only.)
#if defined(__x86_64__) && defined(__linux__) && defined(__GNUC__) && !defined(__clang__)
#define ALSO_FOR(instructions) __attribute__((target_clones(instructions, "default"), optimize("O3")))
#else
#define ALSO_FOR(instructions)
#endif

// AVX2 and FMA, or for older compilers AVX and FMA.
#if defined(__GNUC__) && __GNUC__ >= 12
#define WIDE_VECTORS "arch=x86-64-v3"
#else
#define WIDE_VECTORS "fma"
#endif

/**
 * Calls `work` once with each number from 0 to before `count`, on at most so many threads, of which the caller's is one; returns
 * when all calls have returned. `work` must not throw.
 */
void ParallelFor(int64_t count, int64_t threads, const std::function<void(int64_t)>& work);
