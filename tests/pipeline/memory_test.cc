// What a thread keeps of a large record, and what becomes of a record when memory is short. Says what the allocator
// says.
#include <gtest/gtest.h>
#include <malloc.h>
#include <sys/resource.h>
#include <unistd.h>

#include <fstream>
#include <string>

#include "common/base/fatal.h"
#include "common/pipeline/prepare.h"
#include "common/text/tokens.h"
#include "tests/support/sanitized.h"

namespace wirefold {
namespace {

size_t BytesInUse() {
  const struct mallinfo2 info = mallinfo2();
  return info.uordblks + info.hblkhd;
}

void PrepareBody(std::string_view unit, size_t bytes, bool json) {
  std::string value = json ? "{\"body\":\"" : "";
  while (value.size() < bytes) value += unit;
  if (json) value += "\"}";
  const RawRecord raw{{"raw", 1, 17}, 0, value};
  PrepareSettings settings;
  settings.max_record_bytes = size_t{1} << 30;
  settings.format = json ? InputFormat::kJson : InputFormat::kText;
  EXPECT_TRUE(std::holds_alternative<Prepared>(Prepare(raw, settings)));
}

TEST(Memory, WhatALargeTextTookGoesBack) {
  if (kSanitized) GTEST_SKIP() << "the allocator is a sanitizer's";
  constexpr size_t kLargeBytes = size_t{4} << 20;  // takes some 80 MiB
  constexpr size_t kMayKeep = size_t{6} << 20;     // states of regular expressions, too
  for (const std::string_view unit : {"words of an article ", "é"}) {
    for (const bool json : {false, true}) {
      PrepareBody(unit, 64 * 1024, json);
      const size_t before = BytesInUse();
      PrepareBody(unit, kLargeBytes, json);
      EXPECT_LT(BytesInUse(), before + kMayKeep) << unit << (json ? "in JSON" : "as text");
    }
  }
}

TEST(Memory, WhatANewsTextTakesIsKept) {
  if (kSanitized) GTEST_SKIP() << "the allocator is a sanitizer's";
  constexpr size_t kMayDiffer = 4096;  // of all: what libraries make at first use
  constexpr int kArticles = 100;
  PrepareBody("words of an article ", 100'000, true);
  const size_t before = BytesInUse();
  for (int i = 0; i < kArticles; ++i) PrepareBody("words of an article ", 100'000, true);
  EXPECT_LE(BytesInUse(), before + kMayDiffer);
  EXPECT_GE(BytesInUse() + kMayDiffer, before);
}

// A process that has `more` bytes of address space left.
void LimitMemory(size_t more) {
  size_t pages = 0;
  std::ifstream("/proc/self/statm") >> pages;
  const rlim_t limit = pages * static_cast<size_t>(sysconf(_SC_PAGESIZE)) + more;
  const rlimit limits{limit, limit};
  setrlimit(RLIMIT_AS, &limits);
}

TEST(MemoryDeathTest, AParserWithoutMemoryEndsTheProcessAndBlamesNoRecord) {
  if (kSanitized) GTEST_SKIP() << "a sanitizer needs its address space";
  const std::string value = "{\"body\":\"" + std::string(size_t{60} << 20, 'x') + "\"}";
  EXPECT_EXIT(
      {
        LimitMemory(size_t{30} << 20);
        (void)Decode(value, InputFormat::kJson);
      },
      testing::ExitedWithCode(kInternalError), "^fatal: no JSON parser for 62914571 bytes: Error allocating memory");
}

}  // namespace
}  // namespace wirefold
