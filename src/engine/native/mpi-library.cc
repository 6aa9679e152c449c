// Loads an MPI library, chosen at run time: Millrace is compiled without one.
#include "mpi-library.h"

#include <dlfcn.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "addon.h"

namespace mpi {

Abi abi;
Functions functions;
Handle data, control;
int size = 1;

napi_value Throw(napi_env env, const std::string& text) {
  napi_throw_error(env, nullptr, text.c_str());
  return nullptr;
}

bool Succeeded(napi_env env, int code) {
  if (code == 0) return true;
  char text[8192] = "";
  int length = 0;
  functions.MPI_Error_string(code, text, &length);
  Throw(env, text);
  return false;
}

napi_value Number(napi_env env, int value) {
  napi_value number;
  napi_create_int32(env, value, &number);
  return number;
}

}  // namespace mpi

namespace {

using mpi::Abi, mpi::abi, mpi::functions, mpi::Handle, mpi::Number, mpi::Succeeded, mpi::Throw;

// Open MPI's handles are the addresses of symbols.
const Abi kAbis[] = {
    {"abi", 0x101, 0x210, 0x214, 0x247, 0x21, 0x143, 1, 1024, -1},
    {"mpich", 0x44000000, 0x4c00040a, 0x4c00080b, 0x4c00010d, 0x58000003, 0x54000001, -1, 1, -2},
    {"openmpi", 0, 0, 0, 0, 0, 0, 1, 1, -1},
};

void SetText(napi_env env, napi_value object, const char* name, const char* text) {
  napi_value value;
  napi_create_string_utf8(env, text, strcspn(text, "\r\n"), &value);
  napi_set_named_property(env, object, name, value);
}

bool FindFunctions(napi_env env, void* library) {
#define FIND(name)                                                                   \
  functions.name = reinterpret_cast<decltype(functions.name)>(dlsym(library, #name));            \
  if (functions.name == nullptr) return Throw(env, "the library has no " #name), false;
  FIND(MPI_Initialized) FIND(MPI_Init_thread) FIND(MPI_Comm_dup) FIND(MPI_Comm_free)
  FIND(MPI_Comm_set_errhandler) FIND(MPI_Comm_rank) FIND(MPI_Comm_size) FIND(MPI_Get_library_version)
  FIND(MPI_Get_processor_name) FIND(MPI_Error_string) FIND(MPI_Iallreduce) FIND(MPI_Ibcast)
  FIND(MPI_Iallgather) FIND(MPI_Ialltoall) FIND(MPI_Isend) FIND(MPI_Irecv) FIND(MPI_Test) FIND(MPI_Finalize) FIND(MPI_Abort)
#undef FIND
  return true;
}

bool FindSymbols(napi_env env, void* library) {
  const struct {
    const char* name;
    Handle* handle;
  } symbols[] = {
      {"ompi_mpi_comm_world", &abi.world}, {"ompi_mpi_float", &abi.float32},
      {"ompi_mpi_double", &abi.float64},    {"ompi_mpi_byte", &abi.byte},
      {"ompi_mpi_op_sum", &abi.sum},       {"ompi_mpi_errors_return", &abi.errors_return},
  };
  for (const auto& symbol : symbols) {
    *symbol.handle = reinterpret_cast<Handle>(dlsym(library, symbol.name));
    if (*symbol.handle == 0) return Throw(env, std::string("the library has no ") + symbol.name), false;
  }
  return true;
}

// MPI libraries and those below them rewrite the code of brk and munmap while other threads run it: Node then crashes in
// malloc. They only lose a cache of memory that a network card can reach. A user's setting is kept.
void KeepLibc() {
  setenv("OMPI_MCA_memory", "^patcher", 0);
  setenv("UCX_MEM_EVENTS", "n", 0);
  setenv("FI_MR_CACHE_MONITOR", "disabled", 0);
}

}  // namespace

// mpiOpen(path, abi): {rank, size, library, host}. Loads the library and calls MPI_Init_thread, once per process.
napi_value MpiOpen(napi_env env, napi_callback_info info) {
  size_t count = 2;
  napi_value arguments[2];
  napi_get_cb_info(env, info, &count, arguments, nullptr, nullptr);
  char path[4096] = "", name[16] = "";
  napi_get_value_string_utf8(env, arguments[0], path, sizeof path, nullptr);
  napi_get_value_string_utf8(env, arguments[1], name, sizeof name, nullptr);
  const Abi* found = nullptr;
  for (const Abi& one : kAbis)
    if (strcmp(one.name, name) == 0) found = &one;
  if (found == nullptr) return Throw(env, std::string("unknown ABI ") + name);

  KeepLibc();
  // MPICH's launcher sends it when a process is lost: Node would start its debugger, or die of it while it exits.
  signal(SIGUSR1, SIG_IGN);
  // Global, because the plugins of Open MPI 4 do not name the libraries that they need.
  void* library = dlopen(path, RTLD_NOW | RTLD_GLOBAL);
  if (library == nullptr) return Throw(env, dlerror());
  abi = *found;
  if (!FindFunctions(env, library)) return nullptr;
  if (abi.world == 0 && !FindSymbols(env, library)) return nullptr;
  int initialized = 0;
  functions.MPI_Initialized(&initialized);
  if (initialized) return Throw(env, "MPI can be opened once per process");

  int provided = 0, rank = 0, length = 0;
  char version[8192] = "", host[1024] = "";
  if (!Succeeded(env, functions.MPI_Init_thread(nullptr, nullptr, abi.funneled, &provided)) ||
      !Succeeded(env, functions.MPI_Comm_dup(abi.world, &mpi::data)) ||
      !Succeeded(env, functions.MPI_Comm_dup(abi.world, &mpi::control)) ||
      !Succeeded(env, functions.MPI_Comm_set_errhandler(mpi::data, abi.errors_return)) ||
      !Succeeded(env, functions.MPI_Comm_set_errhandler(mpi::control, abi.errors_return)) ||
      !Succeeded(env, functions.MPI_Comm_rank(mpi::data, &rank)) || !Succeeded(env, functions.MPI_Comm_size(mpi::data, &mpi::size)) ||
      !Succeeded(env, functions.MPI_Get_library_version(version, &length)) ||
      !Succeeded(env, functions.MPI_Get_processor_name(host, &length)))
    return nullptr;
  napi_value result;
  napi_create_object(env, &result);
  napi_set_named_property(env, result, "rank", Number(env, rank));
  napi_set_named_property(env, result, "size", Number(env, mpi::size));
  SetText(env, result, "library", version);
  SetText(env, result, "host", host);
  return result;
}
