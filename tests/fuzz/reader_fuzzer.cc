// libFuzzer: any bytes as a raw record's value in one format, so that all of the time goes into one reader. Built four
// times: json_fuzzer, html_fuzzer, text_fuzzer, protobuf_fuzzer (preset `fuzz`); not part of the tests.
//   cmake --preset fuzz && cmake --build --preset fuzz && build/fuzz/json_fuzzer CORPUS config/samples
#include <cstdio>
#include <cstdlib>

#include "common/codec/protobuf_log.h"
#include "tests/fuzz/properties.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const bool silent = (wirefold::SilenceProtobufLog(), true);
  (void)silent;
  const std::string_view value(reinterpret_cast<const char*>(data), size);
  const auto format = wirefold::InputFormatOf(WIREFOLD_FUZZ_FORMAT);
  if (const std::string broken = wirefold::BrokenByPrepare(value, format); !broken.empty()) {
    std::fprintf(stderr, "%s\n", broken.c_str());
    std::abort();
  }
  return 0;
}
