// The checker: what was read from the topics after a run → everything that breaks a promise of the worker. Works on
// plain values, so that histories with known faults can be written down (checker_test.cc).
//
//   for (const Violation& violation : CheckHistory(history)) ADD_FAILURE() << violation;
//
// I1 each raw record below the committed offset has exactly one outcome, the one that it asks for: enriched (made from
//    it), dead letter (of the right code), forwarded tombstone
// I2 each verdict equals a replay of the claims log by a single process
// I3 a story has at most one SOURCE; exactly one once every claim has its outcome
// I4 every match was published or will be
// I5 in each output partition, the outcomes of one raw partition come in the order of the raw offsets
// I6 the committed offset is the last outcome + 1, or behind that where no record stands
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <ostream>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "common/pipeline/prepare.h"
#include "tests/support/topic_record.h"

namespace wirefold {

// Records by partition and offset. Outputs as a read_committed reader sees them.
struct History {
  std::string raw_topic;
  std::vector<TopicRecord> raw;
  std::vector<TopicRecord> enriched;
  std::vector<TopicRecord> dead_letters;
  std::vector<TopicRecord> claims;
  std::map<int32_t, int64_t> committed;  // of the worker's group, by raw partition
};

struct Violation {
  std::string invariant;  // "I1"
  std::string message;    // names topic, partition and offset
};
std::ostream& operator<<(std::ostream& out, const Violation& violation);

// What the judgement takes for granted.
struct CheckRules {
  // What a raw record asks for.
  std::function<std::variant<Prepared, DeadLetter>(const RawRecord&, const PrepareSettings&)> prepare = Prepare;
  // Raw records, by partition and offset, whose enriched record its topic refuses: matches may name them all the same.
  std::set<std::pair<int32_t, int64_t>> refused;
  // Those of which no topic takes anything: they may have no outcome.
  std::set<std::pair<int32_t, int64_t>> lost;
  // Those whose outcome may come behind outcomes of later ones.
  std::set<std::pair<int32_t, int64_t>> late;
  // Offsets of claims log records that their writers stamped, not the broker.
  std::set<int64_t> stamped_by_writer;
  // False: somebody wrote settlements that lie, which followed makes stories with two sources or none.
  bool stories = true;
};

// Empty when all is well.
std::vector<Violation> CheckHistory(const History& history, const CheckRules& rules = {});

}  // namespace wirefold
