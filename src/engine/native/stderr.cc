// Redirects file descriptor 2 for the time of a call: TensorFlow and libjpeg write to it whatever the log level is.
#include "addon.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <mutex>

namespace {

napi_value Fail(napi_env env, const char* what) {
  char message[160];
  snprintf(message, sizeof message, "%s: %s", what, strerror(errno));
  napi_throw_error(env, nullptr, message);
  return nullptr;
}

// Of all threads of the process: each may silence, and the last one restores.
std::mutex mutex;
int depth = 0;
int saved = -1;

}  // namespace

// silenceStderr(): void. Sends file descriptor 2 to /dev/null until restoreStderr was called as often.
napi_value SilenceStderr(napi_env env, napi_callback_info) {
  const std::lock_guard<std::mutex> lock(mutex);
  if (depth > 0) {
    depth++;
    return nullptr;
  }
  fflush(stderr);
  // Not inherited by child processes.
  const int copy = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
  if (copy < 0) return Fail(env, "cannot copy file descriptor 2");
  const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
  if (nowhere < 0 || dup2(nowhere, STDERR_FILENO) < 0) {
    Fail(env, "cannot redirect file descriptor 2");
    if (nowhere >= 0) close(nowhere);
    close(copy);
    return nullptr;
  }
  close(nowhere);
  saved = copy;
  depth = 1;
  return nullptr;
}

// restoreStderr(): void. Undoes one silenceStderr.
napi_value RestoreStderr(napi_env env, napi_callback_info) {
  const std::lock_guard<std::mutex> lock(mutex);
  if (depth == 0 || --depth > 0) return nullptr;
  fflush(stderr);
  if (dup2(saved, STDERR_FILENO) < 0) Fail(env, "cannot restore file descriptor 2");
  close(saved);
  saved = -1;
  return nullptr;
}
