#include "common/base/fatal.h"

#include <cstdio>
#include <cstdlib>
#include <exception>

namespace wirefold {

void EndProcess(std::string_view reason) {
  std::fprintf(stderr, "fatal: %.*s\n", static_cast<int>(reason.size()), reason.data());
  std::_Exit(kInternalError);
}

void EndProcessOnException() {
  std::set_terminate([] {
    const std::exception_ptr thrown = std::current_exception();
    if (thrown == nullptr) EndProcess("terminated without an exception");
    try {
      std::rethrow_exception(thrown);
    } catch (const std::exception& error) {
      EndProcess(error.what());
    } catch (...) {
      EndProcess("an exception of unknown type");
    }
  });
}

}  // namespace wirefold
