// Whoever writes to the claims log besides the workers: strangers, operators, retention.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <variant>
#include <vector>

#include "common/codec/claims_machine.h"
#include "tests/sim/schedule.h"
#include "tests/sim/sim_cluster.h"

namespace wirefold::sim {

class LogWriter {
 public:
  explicit LogWriter(Cluster& cluster)
      : cluster_(cluster),
        random_(cluster.environment.seed, "log writer"),
        widest_(cluster.environment.window_claims) {}

  void Write(Garbage garbage);
  // An operator's Genesis of the next epoch.
  void ChangeEpoch();
  // Deletes the head, as far as retention may: two windows, a margin and a Genesis before them stay. Restates Genesis,
  // as the log's own hourly restatement does, for the next time.
  void Trim();
  // Reads the log to its end.
  void CatchUp();
  // A settlement that lies was written: its story may have two sources, or none.
  bool lied() const { return lied_; }
  uint64_t trims() const { return trims_; }
  // Where the first settlement of each raw record stands, by the offset of its first claim.
  const std::map<int64_t, int64_t>& settled_at() const { return settled_at_; }

 private:
  void Append(std::variant<Heartbeat, Claim, Genesis> entry, std::vector<Settlement> settlements);
  void Lie();
  Claim SomeClaim(bool same_text);

  Cluster& cluster_;
  Random random_;
  uint64_t widest_;  // window of all epochs
  ClaimsMachine machine_{/*complete=*/true};
  int64_t read_ = 0;
  std::vector<int64_t> claims_;   // offsets of claims that are no re-claims
  std::vector<int64_t> geneses_;  // offsets of records that hold the present Genesis
  std::map<int64_t, int64_t> settled_at_;
  bool lied_ = false;
  uint64_t trims_ = 0;
};

}  // namespace wirefold::sim
