// Loops on several threads. Compiled into the binding.
#include "parallel.h"

#include <algorithm>
#include <atomic>
#include <cfenv>
#include <condition_variable>
#include <deque>
#include <exception>
#include <memory>
#include <mutex>
#include <new>
#include <thread>

namespace {

/** A loop that runs. */
struct Loop {
  const std::function<void(int64_t)>* work;
  int64_t count;
  std::atomic<int64_t> next{0};
  /** The calls that have not returned; the last one notifies `done`. */
  std::atomic<int64_t> left;
  std::mutex mutex;
  std::condition_variable done;
  /** How the caller rounds, and whether it flushes numbers close to 0. */
  fenv_t arithmetic;

  Loop(const std::function<void(int64_t)>& each, int64_t calls) : work(&each), count(calls), left(calls) {
    fegetenv(&arithmetic);
  }

  void Work() {
    int64_t own = 0;
    for (int64_t i = next++; i < count; i = next++, own++) (*work)(i);
    if (own == 0 || (left -= own) > 0) return;
    std::lock_guard<std::mutex> lock(mutex);
    done.notify_all();
  }

  void Wait() {
    std::unique_lock<std::mutex> lock(mutex);
    done.wait(lock, [this] { return left == 0; });
  }
};

/** Threads that help with loops, and wait for them. */
class Helpers {
 public:
  static Helpers& Get() {
    // Never destroyed: the threads wait until the process ends.
    static Helpers* helpers = new Helpers;
    return *helpers;
  }

  /** Lets so many threads help. */
  void Help(const std::shared_ptr<Loop>& loop, int64_t threads) {
    std::lock_guard<std::mutex> lock(mutex_);
    try {
      for (; started_ < threads; started_++) std::thread([this] { Run(); }).detach();
    } catch (const std::exception&) {
      // The machine has no more threads: the others do the work.
    }
    try {
      for (int64_t i = 0; i < std::min(threads, started_); i++) loops_.push_back(loop);
    } catch (const std::bad_alloc&) {
      // Fewer help.
    }
    waiting_.notify_all();
  }

 private:
  void Run() {
    while (true) {
      std::shared_ptr<Loop> loop;
      {
        std::unique_lock<std::mutex> lock(mutex_);
        waiting_.wait(lock, [this] { return !loops_.empty(); });
        loop = std::move(loops_.front());
        loops_.pop_front();
      }
      fesetenv(&loop->arithmetic);
      loop->Work();
    }
  }

  std::mutex mutex_;
  std::condition_variable waiting_;
  std::deque<std::shared_ptr<Loop>> loops_;
  int64_t started_ = 0;
};

}  // namespace

void ParallelFor(int64_t count, int64_t threads, const std::function<void(int64_t)>& work) {
  if (count <= 0) return;
  const int64_t helpers = std::min(threads, count) - 1;
  if (helpers <= 0) {
    for (int64_t i = 0; i < count; i++) work(i);
    return;
  }
  std::shared_ptr<Loop> loop;
  try {
    loop = std::make_shared<Loop>(work, count);
  } catch (const std::bad_alloc&) {
    return ParallelFor(count, 1, work);
  }
  Helpers::Get().Help(loop, helpers);
  loop->Work();
  loop->Wait();
}
