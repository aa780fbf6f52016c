// libFuzzer: any bytes as a record of a claims log, in the middle of a sound one. See prepare_fuzzer.cc.
#include <cstdio>
#include <cstdlib>

#include "common/codec/protobuf_log.h"
#include "tests/fuzz/properties.h"
#include "tests/fuzz/seeds.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const std::vector<std::string>& log = *[] {
    wirefold::SilenceProtobufLog();
    return new std::vector<std::string>(wirefold::ReadSeedInputs(WIREFOLD_SOURCE_DIR).claim_log);
  }();
  std::vector<std::string> records = log;
  records.insert(records.begin() + 3, std::string(reinterpret_cast<const char*>(data), size));
  for (bool complete : {true, false}) {
    if (const std::string broken = wirefold::BrokenByClaims(records, complete); !broken.empty()) {
      std::fprintf(stderr, "%s\n", broken.c_str());
      std::abort();
    }
  }
  return 0;
}
