#include "common/fold/genesis.h"

#include <bit>

#include "common/base/mix.h"

namespace wirefold {

uint32_t ParametersHash(const Genesis& genesis) {
  uint64_t hash = 0;
  for (double value :
       {static_cast<double>(genesis.algorithm_version), static_cast<double>(genesis.sketch.shingle_length),
        static_cast<double>(genesis.sketch.sampling_rate), static_cast<double>(genesis.sketch.floor),
        static_cast<double>(genesis.sketch.cap), genesis.containment_threshold, genesis.derived_threshold,
        genesis.resemblance_threshold, static_cast<double>(genesis.window_seconds),
        static_cast<double>(genesis.window_claims)}) {
    hash = Mix64(hash * 31 + std::bit_cast<uint64_t>(value));
  }
  return static_cast<uint32_t>(hash) | 1;
}

}  // namespace wirefold
