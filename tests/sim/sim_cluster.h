// One simulated cluster: the topics, the group, the transactions, the network and the cluster's clock.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "tests/sim/kernel.h"
#include "tests/sim/random.h"
#include "tests/sim/sim_group.h"
#include "tests/sim/sim_topics.h"
#include "tests/sim/sim_transactions.h"

namespace wirefold::sim {

// What does not change during a run.
struct Environment {
  uint64_t seed = 1;
  int32_t partitions = 3;
  int32_t enriched_partitions = 2;
  int64_t delay_ms = 5;  // of a message between a process and the cluster, at most
  int64_t session_timeout_ms = 3'000;
  int64_t rebalance_timeout_ms = 4'000;
  int64_t transaction_timeout_ms = 2'000;
  int64_t transaction_bound_ms = 2'500;  // then its end is in doubt
  int64_t transaction_interval_ms = 50;
  int64_t drain_timeout_ms = 5'000;
  uint64_t window_claims = 20;
  uint64_t window_seconds = 259'200;
  uint32_t ring_records = 16;
  uint64_t in_flight_bytes = 100'000;
  bool foreign_offsets = false;  // the group's offsets were committed under another claims log
  bool stable_ids = false;       // a restarted worker has the transactional id of the one before
};

inline constexpr char kRawTopic[] = "raw";
inline constexpr char kEnrichedTopic[] = "enriched";
inline constexpr char kClaimsTopic[] = "claims";
inline constexpr char kDeadLetterTopic[] = "dead";
inline constexpr char kGroup[] = "group";
inline constexpr int64_t kEpochMs = 1'704'880'000'000;  // Unix time at the beginning

struct Cluster {
  explicit Cluster(const Environment& with)
      : environment(with),
        raw(with.partitions),
        group(kernel, with.partitions, with.rebalance_timeout_ms),
        transactions(kernel, group, with.seed, with.transaction_timeout_ms),
        network(with.seed, "network") {}

  // Of one message, now: it waits for the end of an outage.
  int64_t Delay() {
    const int64_t outage_ms = std::max<int64_t>(0, unreachable_until_ms - kernel.now_ms());
    return outage_ms + network.Between(0, network.OneIn(20) ? 10 * environment.delay_ms : environment.delay_ms);
  }
  bool Unreachable() const { return kernel.now_ms() < unreachable_until_ms; }

  // As the claims topic stamps a record.
  int64_t AppendClaim(std::string bytes, bool log_append_time = true) {
    const int64_t offset =
        claims.Append({std::move(bytes), kEpochMs + kernel.now_ms() + clock_jump_ms, log_append_time});
    for (auto& [reader, grown] : claims_grown) grown();
    return offset;
  }
  void AppendRaw(int32_t partition, RawEntry entry) {
    raw.Append(partition, std::move(entry));
    for (auto& [reader, grown] : raw_grown) grown();
  }
  // Whether the raw log still holds what was read below `next`, as far as its brokers can say.
  bool RawHolds(int32_t partition, int64_t next, int32_t epoch) {
    if (epoch < 0 && next > 0 && raw.epoch(partition) > 0) cut_unseen.insert(partition);
    return raw.Holds(partition, next, epoch);
  }
  void CutRaw(int32_t partition, int64_t count) {
    raw.Cut(partition, count);
    for (auto& [reader, grown] : raw_grown) grown();
  }

  const Environment environment;
  Kernel kernel;
  RawTopic raw;
  ClaimsTopic claims;
  SimGroup group;
  SimTransactions transactions;
  Random network;
  int64_t clock_jump_ms = 0;         // of the cluster's clock
  int64_t unreachable_until_ms = 0;  // an outage
  // Who reads a topic, and is to be told that it grew.
  // By number, in the order in which they came: an address would differ from run to run.
  std::map<uint64_t, std::function<void()>> claims_grown;
  std::map<uint64_t, std::function<void()>> raw_grown;
  uint64_t next_reader = 0;
  uint64_t next_worker = 0;         // of those that publish
  std::set<uint64_t> died_workers;  // that crashed, or ended by an error
  // Partitions whose log was cut below a position of which no epoch was known: markers alone were read. Nobody can
  // tell.
  std::set<int32_t> cut_unseen;
  // Partitions whose log was cut, and when a worker began to publish one again, as its operator said.
  std::map<int32_t, int64_t> published_again_ms;
};

// What becomes of the records that an appender has on the network when it is struck.
enum class ClaimsFault : uint8_t {
  kLost,      // none is in the log
  kUnspoken,  // all are in the log, their acknowledgements are not heard
  kSome,      // the first few are in the log
  kLate,      // some come into the log later, behind what is appended again
};

// How a commit goes wrong.
enum class CommitFault : uint8_t {
  kRequestLost,          // nothing is committed; the worker hears nothing
  kAnswerLost,           // committed; the worker hears nothing
  kLate,                 // the worker gives it up; it arrives after that, unless it is fenced by then
  kAbortable,            // the broker says: abort
  kSlow,                 // takes long, and is done
  kAbortableThoughDone,  // committed; the client failed by itself meanwhile, says so, and its abort seems to succeed
  kOffsetsLate,          // the client gives the offsets up and aborts; they arrive later, in the same producer's next
                         // transaction
  kOffsetsAlone,         // the brokers commit the offsets and abort the outcomes; the worker hears nothing
  kOutcomesAlone,        // the reverse
};
inline constexpr int kWholeCommitFaults = 7;  // the faults before the halves

// What one process is to suffer next.
struct Faults {
  std::optional<ClaimsFault> claims;  // from the next record on, until the appender is connected anew
  std::optional<CommitFault> commit;  // the next one
  int64_t reader_blocked_until_ms = 0;
  int64_t slow_preparing_until_ms = 0;
  bool healed = false;  // nothing goes wrong any more
};

// What one process sees of the cluster.
struct Host {
  Cluster& cluster;
  Process& process;
  Faults& faults;
  Random random;
  bool OneIn(uint64_t n) { return !faults.healed && random.OneIn(n); }
  // Waits as a process does that nobody hurries: a little longer than asked.
  void Wait(int64_t ms) { process.Sleep(random.Between(ms, ms + 20)); }
};

}  // namespace wirefold::sim
