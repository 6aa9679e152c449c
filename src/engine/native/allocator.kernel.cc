// The memory of TensorFlow's tensors on Linux: three functions of TensorFlow, which the dynamic linker finds in the binding
// before it looks in TensorFlow's libraries. TensorFlow's own allocator for oneDNN reserves up to twice what it needs, and
// gives out blocks up to twice as large as asked for; malloc lets small blocks divide the room of large ones.
// (NUMA affinity, which is off, has functions of its own.)
#ifdef __linux__
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <iterator>
#include <map>
#include <mutex>
#include <new>
#include <set>
#include <unordered_map>
#include <utility>

namespace {

/** Smaller blocks are left to malloc. */
constexpr size_t LARGE = 64 << 10;

/** Blocks begin at multiples of this, as in TensorFlow's own allocators. */
constexpr size_t ALIGNMENT = 256;

/**
 * Blocks in one range of addresses, as large as the memory of the machine; pages become memory when they are first written.
 * The smallest free block that suffices is split, and free neighbours are joined. Freed memory is kept, since the next
 * training step needs it again.
 */
class Heap {
 public:
  static Heap& Get() {
    // Never destroyed: tensors are freed until the process ends.
    static Heap* heap = new Heap;
    return *heap;
  }

  bool Has(void* block) const {
    const char* address = static_cast<char*>(block);
    return address >= start_ && address < start_ + size_;
  }

  /** Returns null if no free block suffices. */
  void* Allocate(size_t size) {
    if (size > size_) return nullptr;
    size = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    std::lock_guard<std::mutex> lock(mutex_);
    const auto found = by_size_.lower_bound({size, nullptr});
    if (found == by_size_.end()) return nullptr;
    const auto [length, address] = *found;
    Remove(free_.find(address));
    if (length > size) Add(address + size, length - size);
    used_.emplace(address, size);
    return address;
  }

  void Free(void* block) {
    std::lock_guard<std::mutex> lock(mutex_);
    const auto used = used_.find(static_cast<char*>(block));
    char* address = used->first;
    size_t size = used->second;
    used_.erase(used);
    auto next = free_.lower_bound(address);
    if (next != free_.end() && next->first == address + size) {
      size += next->second;
      next = Remove(next);
    }
    if (next != free_.begin()) {
      const auto before = std::prev(next);
      if (before->first + before->second == address) {
        address = before->first;
        size += before->second;
        Remove(before);
      }
    }
    Add(address, size);
  }

 private:
  using Blocks = std::map<char*, size_t>;

  /** Remains empty where addresses are limited, or count as memory. */
  Heap() {
    rlimit limit;
    if (getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur != RLIM_INFINITY || CountsAddresses()) return;
    const size_t size = static_cast<size_t>(sysconf(_SC_PHYS_PAGES)) * static_cast<size_t>(sysconf(_SC_PAGESIZE));
    const int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
    void* reserved = mmap(nullptr, size, PROT_READ | PROT_WRITE, flags, -1, 0);
    if (reserved == MAP_FAILED) return;
    // Fewer pages to look up: a training step takes about 2 % less time.
    madvise(reserved, size, MADV_HUGEPAGE);
    start_ = static_cast<char*>(reserved);
    size_ = size;
    Add(start_, size_);
  }

  /** Returns whether the system grants no more addresses than it has memory (vm.overcommit_memory is 2). */
  static bool CountsAddresses() {
    FILE* file = fopen("/proc/sys/vm/overcommit_memory", "r");
    if (file == nullptr) return false;
    const bool counts = fgetc(file) == '2';
    fclose(file);
    return counts;
  }

  void Add(char* address, size_t size) {
    free_.emplace(address, size);
    by_size_.emplace(size, address);
  }

  /** Returns the next one. */
  Blocks::iterator Remove(Blocks::iterator block) {
    by_size_.erase({block->second, block->first});
    return free_.erase(block);
  }

  char* start_ = nullptr;
  size_t size_ = 0;
  std::mutex mutex_;
  /** The free blocks, by address, and again by size. */
  Blocks free_;
  std::set<std::pair<size_t, char*>> by_size_;
  std::unordered_map<char*, size_t> used_;
};

}  // namespace

namespace tsl::port {

void* AlignedMalloc(size_t size, std::align_val_t alignment) {
  const auto multiple = static_cast<size_t>(alignment);
  void* block = size >= LARGE && multiple <= ALIGNMENT ? Heap::Get().Allocate(size) : nullptr;
  if (block != nullptr) return block;
  if (multiple < sizeof(void*)) return malloc(size);
  return posix_memalign(&block, multiple, size) == 0 ? block : nullptr;
}

void AlignedFree(void* block) {
  if (Heap::Get().Has(block))
    Heap::Get().Free(block);
  else
    free(block);
}

void AlignedSizedFree(void* block, size_t, std::align_val_t) { AlignedFree(block); }

}  // namespace tsl::port
#endif
