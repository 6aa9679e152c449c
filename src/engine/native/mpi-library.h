// The MPI library that mpiOpen has loaded, for the thread that calls it.
#pragma once

#include <node_api.h>
#include <stdint.h>

#include <string>

namespace mpi {

// A handle of MPI: an integer or a pointer. A library whose handles are `int` reads and writes the lower half.
using Handle = intptr_t;

// What the binary interfaces of MPI libraries differ in.
struct Abi {
  const char* name;
  Handle world, float32, float64, byte, sum, errors_return;
  intptr_t in_place;
  int funneled, any_source;
};

// Named as in the MPI standard.
struct Functions {
  int (*MPI_Initialized)(int*);
  int (*MPI_Init_thread)(int*, char***, int, int*);
  int (*MPI_Comm_dup)(Handle, Handle*);
  int (*MPI_Comm_free)(Handle*);
  int (*MPI_Comm_set_errhandler)(Handle, Handle);
  int (*MPI_Comm_rank)(Handle, int*);
  int (*MPI_Comm_size)(Handle, int*);
  int (*MPI_Get_library_version)(char*, int*);
  int (*MPI_Get_processor_name)(char*, int*);
  int (*MPI_Error_string)(int, char*, int*);
  int (*MPI_Iallreduce)(const void*, void*, int, Handle, Handle, Handle, Handle*);
  int (*MPI_Ibcast)(void*, int, Handle, int, Handle, Handle*);
  int (*MPI_Iallgather)(const void*, int, Handle, void*, int, Handle, Handle, Handle*);
  int (*MPI_Ialltoall)(const void*, int, Handle, void*, int, Handle, Handle, Handle*);
  int (*MPI_Isend)(const void*, int, Handle, int, int, Handle, Handle*);
  int (*MPI_Irecv)(void*, int, Handle, int, int, Handle, Handle*);
  int (*MPI_Test)(Handle*, int*, void*);
  int (*MPI_Finalize)();
  int (*MPI_Abort)(Handle, int);
};

extern Abi abi;
extern Functions functions;
// Two communicators of all processes: for the values of operations, and for messages between processes.
extern Handle data, control;
extern int size;

// Returns null, for the caller to return to JavaScript.
napi_value Throw(napi_env env, const std::string& text);
// Returns whether a call succeeded; throws MPI's text otherwise.
bool Succeeded(napi_env env, int code);
napi_value Number(napi_env env, int value);

}  // namespace mpi
