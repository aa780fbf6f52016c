// Records that are cheap to prepare: a raw value names a text of a small pool, whose sketch is made once. Values that
// begin with a brace are real ones and go through Prepare.
//
//   std::string value = PoolValue({.text = 12, .uri = 5, .publisher = 3});   // "t12/u5/p3"
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "common/pipeline/prepare.h"
#include "tests/sim/sim_cluster.h"
#include "worker/ports/world.h"

namespace wirefold::sim {

// Stories of the pool; each has these texts: whole, edited, cut short, embedded in the next story's.
inline constexpr uint32_t kStories = 16;
inline constexpr uint32_t kTextsOfStory = 4;
inline constexpr uint32_t kPoolTexts = kStories * kTextsOfStory;

struct PoolRecord {
  uint32_t text = 0;
  uint32_t uri = 0;  // 0: none
  uint32_t publisher = 0;
};
std::string PoolValue(const PoolRecord& record);
std::string RealValue(const PoolRecord& record);  // as JSON, for Prepare

// What the value asks for, as Prepare says it.
std::variant<Prepared, DeadLetter> PrepareSimulated(const RawRecord& raw, const Genesis& genesis);

// Prepares late and in any order.
class SimPreparer : public Preparer {
 public:
  SimPreparer(Host host, const Genesis& genesis);
  ~SimPreparer() override;
  void Submit(std::vector<std::shared_ptr<InFlight>> records) override;

 private:
  Host host_;
  const std::shared_ptr<const Genesis> genesis_;
  std::shared_ptr<bool> here_ = std::make_shared<bool>(true);
};

}  // namespace wirefold::sim
