// Counts libjpeg's warnings of corrupt data. TensorFlow does not report them; libjpeg prints the first one of each image
// to C's `stderr`. For the time of a call, that variable is a stream that counts these lines. It passes all others on to
// file descriptor 2 at once, since they may explain a crash.
#include "addon.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <mutex>

namespace {

// The warnings of libjpeg's jerror.h (JWRN_*), unchanged since 1998.
constexpr const char* kWarnings[] = {
    "Corrupt JPEG data",
    "Premature end of JPEG file",
    "Inconsistent progression sequence",
    "Invalid SOS parameters",
    "Unknown Adobe color transform",
    "Warning: unknown JFIF revision",
    "Application transferred too many scanlines",
};

std::atomic<uint32_t> warnings{0};

bool IsWarning(const char* line, size_t length) {
  return std::any_of(std::begin(kWarnings), std::end(kWarnings), [=](const char* start) {
    return length >= strlen(start) && memcmp(line, start, strlen(start)) == 0;
  });
}

// Called with whole lines: the stream is line-buffered.
void TakeLines(const char* text, size_t length) {
  for (const char* end = text + length; text < end;) {
    const void* found = memchr(text, '\n', end - text);
    const char* next = found == nullptr ? end : static_cast<const char*>(found) + 1;
    if (IsWarning(text, next - text)) {
      warnings++;
    } else if (write(STDERR_FILENO, text, next - text) < 0) {
      // As with stderr itself, nobody could be told.
    }
    text = next;
  }
}

#ifdef __APPLE__
FILE* OpenStream() {
  return funopen(
      nullptr, nullptr,
      [](void*, const char* text, int length) {
        TakeLines(text, length);
        return length;
      },
      nullptr, nullptr);
}
#else
FILE* OpenStream() {
  cookie_io_functions_t functions{};
  functions.write = [](void*, const char* text, size_t length) -> ssize_t {
    TakeLines(text, length);
    return length;
  };
  return fopencookie(nullptr, "w", functions);
}
#endif

napi_value Count(napi_env env) {
  napi_value count;
  napi_create_uint32(env, warnings, &count);
  return count;
}

// Of all threads of the process: each may watch, and the last one restores.
std::mutex mutex;
int depth = 0;
FILE* original = nullptr;
// Never closed: another thread may be about to print to it.
FILE* stream = nullptr;

}  // namespace

// watchJpegWarnings(): number. Counts warnings until unwatchJpegWarnings was called as often; returns the number so far.
napi_value WatchJpegWarnings(napi_env env, napi_callback_info) {
  const std::lock_guard<std::mutex> lock(mutex);
  if (stream == nullptr) {
    stream = OpenStream();
    if (stream == nullptr) {
      napi_throw_error(env, nullptr, "cannot open a stream");
      return nullptr;
    }
    setvbuf(stream, nullptr, _IOLBF, BUFSIZ);
  }
  if (depth++ == 0) {
    original = stderr;
    stderr = stream;
  }
  return Count(env);
}

// unwatchJpegWarnings(): number. Returns the number of warnings so far.
napi_value UnwatchJpegWarnings(napi_env env, napi_callback_info) {
  const std::lock_guard<std::mutex> lock(mutex);
  fflush(stream);
  if (depth > 0 && --depth == 0) stderr = original;
  return Count(env);
}
