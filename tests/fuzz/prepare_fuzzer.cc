// libFuzzer: any bytes as a raw record's value. See the preset `fuzz` in CMakePresets.json; not part of the tests.
//   cmake --preset fuzz && cmake --build --preset fuzz && build/fuzz/prepare_fuzzer CORPUS config/samples tests/golden
#include <cstdio>
#include <cstdlib>

#include "common/codec/protobuf_log.h"
#include "tests/fuzz/properties.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const bool silent = (wirefold::SilenceProtobufLog(), true);
  (void)silent;
  const std::string_view value(reinterpret_cast<const char*>(data), size);
  using enum wirefold::InputFormat;
  for (auto format : {kDetect, kText, kHtml, kProtobuf}) {
    if (const std::string broken = wirefold::BrokenByPrepare(value, format); !broken.empty()) {
      std::fprintf(stderr, "%s\n", broken.c_str());
      std::abort();
    }
  }
  return 0;
}
