// Starts and tests non-blocking operations of MPI. One thread calls them all.
#include <stdint.h>
#include <unistd.h>

#include <vector>

#include "addon.h"
#include "mpi-library.h"

namespace {

using mpi::abi, mpi::control, mpi::data, mpi::functions, mpi::Handle, mpi::Number, mpi::Succeeded, mpi::Throw;

constexpr int kTag = 1;

struct Request {
  Handle handle;
  // Keep the arrays, which JavaScript may not need any more, until MPI is done with them.
  napi_ref arrays[2];
};

// The index is the number that JavaScript knows; free ones are listed in `unused`.
std::vector<Request> requests;
std::vector<int> unused;

struct Values {
  napi_typedarray_type type;
  void* start;
  int length;
};

// Reads `Count` arguments, or fewer.
template <size_t Count>
struct Arguments {
  napi_value values[Count];
  Arguments(napi_env env, napi_callback_info info) {
    size_t count = Count;
    napi_get_cb_info(env, info, &count, values, nullptr, nullptr);
  }
  napi_value operator[](size_t index) const { return values[index]; }
};

// Reads a typed array, at most as long as MPI can count.
bool Read(napi_env env, napi_value array, Values* values) {
  size_t length = 0;
  if (napi_get_typedarray_info(env, array, &values->type, &length, &values->start, nullptr, nullptr) != napi_ok)
    return Throw(env, "expected a typed array"), false;
  if (length > INT32_MAX) return Throw(env, "expected at most 2147483647 values"), false;
  values->length = static_cast<int>(length);
  return true;
}

int ReadNumber(napi_env env, napi_value value) {
  int32_t number = -1;
  napi_get_value_int32(env, value, &number);
  return number;
}

// Returns the number of a request that was started with these arguments, of which the arrays are kept.
napi_value Started(napi_env env, int code, Handle handle, napi_value first, napi_value second = nullptr) {
  if (!Succeeded(env, code)) return nullptr;
  Request request = {handle, {}};
  napi_create_reference(env, first, 1, &request.arrays[0]);
  if (second != nullptr) napi_create_reference(env, second, 1, &request.arrays[1]);
  if (unused.empty()) {
    requests.push_back(request);
    return Number(env, static_cast<int>(requests.size()) - 1);
  }
  const int index = unused.back();
  unused.pop_back();
  requests[index] = request;
  return Number(env, index);
}

void Release(napi_env env, int index) {
  for (napi_ref array : requests[index].arrays)
    if (array != nullptr) napi_delete_reference(env, array);
  unused.push_back(index);
}

}  // namespace

// mpiAllReduce(values: Float32Array | Float64Array): number. Sums in place.
napi_value MpiAllReduce(napi_env env, napi_callback_info info) {
  const Arguments<1> arguments(env, info);
  Values values;
  if (!Read(env, arguments[0], &values)) return nullptr;
  if (values.type != napi_float32_array && values.type != napi_float64_array)
    return Throw(env, "expected a Float32Array or Float64Array");
  Handle request = 0;
  const int code = functions.MPI_Iallreduce(
      reinterpret_cast<void*>(abi.in_place), values.start, values.length,
      values.type == napi_float32_array ? abi.float32 : abi.float64, abi.sum, data, &request);
  return Started(env, code, request, arguments[0]);
}

// mpiBroadcast(bytes: Uint8Array): number. Of equal length in all processes; those of process 0 replace the others.
napi_value MpiBroadcast(napi_env env, napi_callback_info info) {
  const Arguments<1> arguments(env, info);
  Values bytes;
  if (!Read(env, arguments[0], &bytes)) return nullptr;
  Handle request = 0;
  const int code = functions.MPI_Ibcast(bytes.start, bytes.length, abi.byte, 0, data, &request);
  return Started(env, code, request, arguments[0]);
}

// mpiAllGather(own: Uint8Array, all: Uint8Array): number. Of equal length in all processes; `all` is in rank order.
napi_value MpiAllGather(napi_env env, napi_callback_info info) {
  const Arguments<2> arguments(env, info);
  Values own, all;
  if (!Read(env, arguments[0], &own) || !Read(env, arguments[1], &all)) return nullptr;
  if (all.length / mpi::size != own.length) return Throw(env, "expected room for the bytes of every process");
  Handle request = 0;
  const int code = functions.MPI_Iallgather(own.start, own.length, abi.byte, all.start, own.length, abi.byte, data,
                                            &request);
  return Started(env, code, request, arguments[0], arguments[1]);
}

// mpiAllToAll(sent: Uint8Array, received: Uint8Array): number. Segment i of `sent` goes to process i.
napi_value MpiAllToAll(napi_env env, napi_callback_info info) {
  const Arguments<2> arguments(env, info);
  Values sent, received;
  if (!Read(env, arguments[0], &sent) || !Read(env, arguments[1], &received)) return nullptr;
  const int segment = sent.length / mpi::size;
  if (sent.length != received.length || segment * mpi::size != sent.length)
    return Throw(env, "expected one segment of equal length per process");
  Handle request = 0;
  const int code = functions.MPI_Ialltoall(sent.start, segment, abi.byte, received.start, segment, abi.byte, data,
                                           &request);
  return Started(env, code, request, arguments[0], arguments[1]);
}

// mpiSend(message: Uint8Array, rank: number): number.
napi_value MpiSend(napi_env env, napi_callback_info info) {
  const Arguments<2> arguments(env, info);
  Values message;
  if (!Read(env, arguments[0], &message)) return nullptr;
  Handle request = 0;
  const int code = functions.MPI_Isend(message.start, message.length, abi.byte, ReadNumber(env, arguments[1]), kTag,
                                       control, &request);
  return Started(env, code, request, arguments[0]);
}

// mpiReceive(message: Uint8Array): number. Receives the next message of any process, which may be shorter.
napi_value MpiReceive(napi_env env, napi_callback_info info) {
  const Arguments<1> arguments(env, info);
  Values message;
  if (!Read(env, arguments[0], &message)) return nullptr;
  Handle request = 0;
  const int code =
      functions.MPI_Irecv(message.start, message.length, abi.byte, abi.any_source, kTag, control, &request);
  return Started(env, code, request, arguments[0]);
}

// mpiTest(request: number): boolean. Returns whether it is done, after which its number is no longer valid.
napi_value MpiTest(napi_env env, napi_callback_info info) {
  const Arguments<1> arguments(env, info);
  const int index = ReadNumber(env, arguments[0]);
  if (index < 0 || static_cast<size_t>(index) >= requests.size()) return Throw(env, "unknown request");
  // Larger than the status of any library.
  int64_t status[8] = {};
  int done = 0;
  const int code = functions.MPI_Test(&requests[index].handle, &done, status);
  if (code != 0 || done) Release(env, index);
  if (!Succeeded(env, code)) return nullptr;
  napi_value result;
  napi_get_boolean(env, done != 0, &result);
  return result;
}

// mpiFinalize(): void. All processes must call it, and every request must be done.
napi_value MpiFinalize(napi_env env, napi_callback_info) {
  functions.MPI_Comm_free(&data);
  functions.MPI_Comm_free(&control);
  Succeeded(env, functions.MPI_Finalize());
  return nullptr;
}

// mpiAbort(code: number): never. Asks the launcher to kill all processes; this one exits with the code.
napi_value MpiAbort(napi_env env, napi_callback_info info) {
  const Arguments<1> arguments(env, info);
  const int code = ReadNumber(env, arguments[0]);
  functions.MPI_Abort(abi.world, code);
  _exit(code);
}
