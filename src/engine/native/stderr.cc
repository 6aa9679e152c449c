// Redirects file descriptor 2 for the time of a call: TensorFlow and libjpeg write to it whatever the log level is.
// Node-API in plain C calls, so that any C++ compiler builds it from one file.
#include <errno.h>
#include <fcntl.h>
#include <node_api.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

namespace {

napi_value Fail(napi_env env, const char* what) {
  char message[160];
  snprintf(message, sizeof message, "%s: %s", what, strerror(errno));
  napi_throw_error(env, nullptr, message);
  return nullptr;
}

// silenceStderr(): number. Sends file descriptor 2 to /dev/null and returns a copy of what it was.
napi_value SilenceStderr(napi_env env, napi_callback_info) {
  fflush(stderr);
  // Not inherited by child processes.
  const int saved = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
  if (saved < 0) return Fail(env, "cannot copy file descriptor 2");
  const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
  if (nowhere < 0 || dup2(nowhere, STDERR_FILENO) < 0) {
    const napi_value result = Fail(env, "cannot redirect file descriptor 2");
    if (nowhere >= 0) close(nowhere);
    close(saved);
    return result;
  }
  close(nowhere);
  napi_value result;
  napi_create_int32(env, saved, &result);
  return result;
}

// restoreStderr(saved: number): void. Undoes silenceStderr.
napi_value RestoreStderr(napi_env env, napi_callback_info info) {
  size_t count = 1;
  napi_value argument;
  int32_t saved = -1;
  napi_get_cb_info(env, info, &count, &argument, nullptr, nullptr);
  if (count < 1 || napi_get_value_int32(env, argument, &saved) != napi_ok || saved < 0) {
    napi_throw_type_error(env, nullptr, "restoreStderr expects what silenceStderr returned");
    return nullptr;
  }
  fflush(stderr);
  if (dup2(saved, STDERR_FILENO) < 0) return Fail(env, "cannot restore file descriptor 2");
  close(saved);
  return nullptr;
}

}  // namespace

NAPI_MODULE_INIT() {
  const napi_property_descriptor properties[] = {
      {"silenceStderr", nullptr, SilenceStderr, nullptr, nullptr, nullptr, napi_enumerable, nullptr},
      {"restoreStderr", nullptr, RestoreStderr, nullptr, nullptr, nullptr, napi_enumerable, nullptr},
  };
  napi_define_properties(env, exports, sizeof properties / sizeof *properties, properties);
  return exports;
}
