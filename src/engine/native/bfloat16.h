// The upper 16 bits of a float32.
#pragma once
#include <stdint.h>
#include <string.h>

/** Rounds to nearest, ties to even. A NaN stays one: with few low bits set, it would become an infinity. */
inline uint16_t RoundedToBfloat16(float value) {
  uint32_t bits;
  memcpy(&bits, &value, sizeof bits);
  const bool is_nan = (bits & 0x7fffffff) > 0x7f800000;
  const uint32_t nearest = (bits + 0x7fff + ((bits >> 16) & 1)) >> 16;
  return static_cast<uint16_t>(is_nan ? (bits >> 16) | 0x40 : nearest);
}

inline float WidenedFromBfloat16(uint16_t rounded) {
  const uint32_t bits = static_cast<uint32_t>(rounded) << 16;
  float value;
  memcpy(&value, &bits, sizeof value);
  return value;
}
