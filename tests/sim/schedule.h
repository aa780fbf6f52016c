// What happens in one run: the environment and a list of events, all drawn from a seed. Plain data: events can be taken
// out one by one (shrink.h) and read by a person.
//
//   Schedule schedule = MakeSchedule(/*seed=*/42);
//   std::cout << schedule;
#pragma once

#include <cstdint>
#include <ostream>
#include <string>
#include <vector>

#include "tests/sim/sim_cluster.h"
#include "tests/sim/sim_prepare.h"

namespace wirefold::sim {

inline constexpr int kMaxWorkers = 5;

enum class RawKind : uint8_t { kPool, kReal, kPoison, kTombstone, kGap };

struct RawSpec {
  int32_t partition = 0;
  RawKind kind = RawKind::kPool;
  PoolRecord article;
  Refuse refuse = Refuse::kNothing;
};

enum class EventKind : uint8_t {
  kRecords,        // come into the raw topic
  kJoin,           // a worker starts
  kStop,           // SIGTERM
  kCrash,          // kill -9; restarted after `value` ms, 0: not before the faults end
  kPause,          // SIGSTOP for `value` ms
  kExpel,          // the coordinator hears no heartbeat; the worker hears of it after `value` ms
  kRebalance,      // of the group, for no reason
  kClaims,         // `value`: a ClaimsFault
  kCommit,         // `value`: a CommitFault
  kFence,          // another producer of the same transactional id
  kBlindReader,    // the claims log is silent for `value` ms
  kSlowPreparing,  // for `value` ms
  kClusterClock,   // jumps by `value` ms
  kWorkerClock,    // likewise
  kTrimClaims,     // the claims log's head is deleted, as far as retention may
  kGarbage,        // somebody writes to the claims log; `value`: a Garbage
  kOutage,         // no broker answers for `value` ms
  kEpoch,          // an operator changes the log's parameters
  kCutRaw,         // the last `value` records of a raw partition, `slot`, vanish, and `records` take their place
};

enum class Garbage : uint8_t {
  kBytes,            // no record at all
  kForeignClaim,     // of another topic
  kStrangeSketch,    // made under other sketch parameters
  kForgedGenesis,    // of another log
  kLyingSettlement,  // of a claim of late: not what the index says
  kUnknownSettlement,
  kCreateTime,  // stamped by its writer
};
inline constexpr int kGarbageKinds = 7;

struct Event {
  int64_t at_ms = 0;
  EventKind kind = EventKind::kRecords;
  int slot = 0;  // of the worker that it strikes, or the partition
  int64_t value = 0;
  std::vector<RawSpec> records;
};

struct Schedule {
  Environment environment;
  std::vector<Event> events;  // by time
  int64_t heal_ms = 0;        // then all faults end
};

Schedule MakeSchedule(uint64_t seed);
std::string Describe(const Event& event);
std::ostream& operator<<(std::ostream& out, const Schedule& schedule);

}  // namespace wirefold::sim
