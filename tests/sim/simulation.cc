#include "tests/sim/simulation.h"

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tests/sim/judge.h"
#include "tests/sim/log_writer.h"
#include "tests/sim/sim_worker.h"
#include "worker/runtime/start_from.h"

namespace wirefold::sim {
namespace {

constexpr int64_t kLookMs = 100;             // between two looks at the bounds
constexpr int64_t kRestMs = 2'600;           // nothing changed for so long: at rest
constexpr int64_t kHealedWithinMs = 90'000;  // of the end of the faults: I12
constexpr int64_t kRestartMs = 300;          // after a worker ended by itself

class Simulation {
 public:
  explicit Simulation(const Schedule& schedule)
      : schedule_(schedule),
        cluster_(schedule.environment),
        config_(MakeConfig(schedule.environment)),
        log_writer_(cluster_) {}

  Outcome Run(const std::function<void()>& before_judging);

 private:
  struct Slot {
    bool wanted = false;  // a worker is to be here
    uint64_t starts = 0;
    std::optional<StartFrom> from;                           // its next start, by the operator's word
    std::vector<std::unique_ptr<Incarnation>> incarnations;  // the last may be alive
    Incarnation* alive() const {
      return !incarnations.empty() && incarnations.back()->alive() ? incarnations.back().get() : nullptr;
    }
  };

  void Object(const char* invariant, std::string message) {
    outcome_.violations.push_back({invariant, std::move(message)});
  }
  void Begin(const Event& event);
  void Strike(const Event& event, Incarnation& incarnation);
  void AppendRaw(const RawSpec& spec);
  void Start(int slot);
  void RestartIn(int slot, int64_t ms);
  void Ended(int slot, const absl::Status& status);
  void Died(Incarnation& incarnation) { cluster_.died_workers.insert(incarnation.world().publishes_as); }
  void Heal();
  void ExpectRefusal();
  void CompareDigests();
  void Look();
  bool AtRest();
  // Whether all came to rest in time.
  bool Rest(int64_t within_ms);

  const Schedule& schedule_;
  Cluster cluster_;
  const Config config_;
  LogWriter log_writer_;
  std::array<Slot, kMaxWorkers + 1> slots_;  // the last one is for who joins late
  bool healed_ = false;
  int64_t changed_ms_ = 0;  // when the log or a commit moved last
  std::pair<int64_t, int64_t> seen_;
  bool at_rest_ = false;
  int refusals_ = 0;  // of workers that found the group's offsets to be another log's
  Outcome outcome_;
};

void Simulation::AppendRaw(const RawSpec& spec) {
  RawEntry entry;
  entry.refuse = spec.refuse;
  entry.gap = spec.kind == RawKind::kGap;
  entry.record.timestamp_ms = kEpochMs + cluster_.kernel.now_ms();
  entry.record.key = absl::StrCat("k", spec.article.uri);
  switch (spec.kind) {
    case RawKind::kPool:
      entry.record.value = PoolValue(spec.article);
      break;
    case RawKind::kReal:
      entry.record.value = RealValue(spec.article);
      break;
    case RawKind::kPoison:
      entry.record.value = "{";
      break;
    case RawKind::kTombstone:
    case RawKind::kGap:
      break;
  }
  if (spec.kind != RawKind::kGap) ++outcome_.raw_records;
  cluster_.AppendRaw(spec.partition, std::move(entry));
}

void Simulation::Start(int slot) {
  Slot& at = slots_[static_cast<size_t>(slot)];
  at.wanted = true;
  if (at.alive() != nullptr) return;
  ++outcome_.starts;
  at.incarnations.push_back(
      std::make_unique<Incarnation>(cluster_, config_, slot, ++at.starts, std::exchange(at.from, std::nullopt),
                                    [this, slot](const absl::Status& status) { Ended(slot, status); }));
  at.incarnations.back()->world().faults.healed = healed_;
}

void Simulation::RestartIn(int slot, int64_t ms) {
  cluster_.kernel.In(ms, [this, slot] {
    if (slots_[static_cast<size_t>(slot)].wanted) Start(slot);
  });
}

// What a supervisor does. A worker that ends because of the log or the configuration must not: nobody made that fault.
void Simulation::Ended(int slot, const absl::Status& status) {
  const bool temporary = status.ok() || absl::IsCancelled(status) || absl::IsAborted(status) ||
                         absl::IsUnavailable(status) || absl::IsOutOfRange(status);
  const bool refuses = cluster_.environment.foreign_offsets && absl::IsFailedPrecondition(status);
  if (refuses) ++refusals_;
  if (!status.ok()) Died(*slots_[static_cast<size_t>(slot)].incarnations.back());
  // Whoever runs it is told that a log was cut, and has it publish all that is there now.
  const bool was_cut = !cluster_.raw.cut().empty() && absl::IsFailedPrecondition(status);
  if (was_cut) slots_[static_cast<size_t>(slot)].from = StartFrom::kEarliest;
  if (!temporary && !refuses && !was_cut) Object("X1", absl::StrCat("worker ", slot, " ended: ", status.ToString()));
  RestartIn(slot, kRestartMs);
}

void Simulation::Begin(const Event& event) {
  Slot& at = slots_[static_cast<size_t>(event.slot)];
  switch (event.kind) {
    case EventKind::kRecords:
      for (const RawSpec& spec : event.records) AppendRaw(spec);
      return;
    case EventKind::kCutRaw:
      cluster_.CutRaw(event.slot, event.value);
      // Stamped later than what is gone.
      cluster_.kernel.In(1, [this, &event] {
        for (const RawSpec& spec : event.records) AppendRaw(spec);
      });
      return;
    case EventKind::kJoin:
      return Start(event.slot);
    case EventKind::kStop:
    case EventKind::kCrash:
      at.wanted = event.value != 0;
      if (event.value != 0) RestartIn(event.slot, event.value);
      break;
    case EventKind::kRebalance:
      return cluster_.group.Rebalance();
    case EventKind::kClusterClock:
      cluster_.clock_jump_ms += event.value;
      return;
    case EventKind::kTrimClaims:
      return log_writer_.Trim();
    case EventKind::kGarbage:
      return log_writer_.Write(static_cast<Garbage>(event.value));
    case EventKind::kEpoch:
      return log_writer_.ChangeEpoch();
    case EventKind::kOutage:
      cluster_.unreachable_until_ms = cluster_.kernel.now_ms() + event.value;
      return;
    default:
      break;
  }
  if (at.alive() != nullptr) Strike(event, *at.alive());
}

void Simulation::Strike(const Event& event, Incarnation& incarnation) {
  const int64_t now_ms = cluster_.kernel.now_ms();
  Faults& faults = incarnation.world().faults;
  SimSource* source = incarnation.worker() == nullptr ? nullptr : incarnation.world().source;
  switch (event.kind) {
    case EventKind::kStop:
      return incarnation.Stop();
    case EventKind::kCrash:
      Died(incarnation);
      return incarnation.process().Crash();
    case EventKind::kPause:
      incarnation.process().PauseUntil(now_ms + event.value);
      if (event.value > cluster_.environment.session_timeout_ms && source != nullptr) {
        source->Expel(event.value);  // it hears of it when it goes on
      }
      return;
    case EventKind::kExpel:
      if (source != nullptr) source->Expel(event.value);
      return;
    case EventKind::kClaims:
      faults.claims = static_cast<ClaimsFault>(event.value);
      return;
    case EventKind::kCommit:
      faults.commit = static_cast<CommitFault>(event.value);
      return;
    case EventKind::kFence: {
      int64_t epoch = 0;
      cluster_.transactions.Init(incarnation.world().transactional_id(), &epoch);
      return;
    }
    case EventKind::kBlindReader:
      faults.reader_blocked_until_ms = now_ms + event.value;
      return;
    case EventKind::kSlowPreparing:
      faults.slow_preparing_until_ms = now_ms + event.value;
      return;
    case EventKind::kWorkerClock:
      incarnation.world().wall_jump_ms += event.value;
      return;
    default:
      return;
  }
}

void Simulation::Heal() {
  healed_ = true;
  bool any = false;
  for (int slot = 0; slot < kMaxWorkers; ++slot) {
    Slot& at = slots_[static_cast<size_t>(slot)];
    if (at.wanted) Start(slot);
    any = any || at.wanted;
    if (at.alive() == nullptr) continue;
    Faults& faults = at.alive()->world().faults;
    faults.healed = true;
    faults.claims.reset();
    faults.commit.reset();
  }
  if (!any) Start(0);
}

// From time to time: the bounds, and whether anything moves.
void Simulation::Look() {
  int64_t committed = 0;
  for (const auto& [partition, offset] : cluster_.group.committed()) committed += offset.offset;
  const std::pair seen(cluster_.claims.end(), committed);
  if (std::exchange(seen_, seen) != seen) changed_ms_ = cluster_.kernel.now_ms();
  for (Slot& slot : slots_) {
    Incarnation* incarnation = slot.alive();
    if (incarnation == nullptr || incarnation->worker() == nullptr || incarnation->world().source == nullptr) continue;
    const size_t partitions = std::max<size_t>(1, incarnation->world().source->most_owned());
    // A partition that is held back still hands out what was fetched of it: as much again, all partitions together.
    if (incarnation->world().outstanding.records() > 2 * partitions * cluster_.environment.ring_records) {
      Object("I10", absl::StrCat(incarnation->world().outstanding.records(), " records in flight"));
    }
  }
  at_rest_ = healed_ && AtRest();
  cluster_.kernel.In(kLookMs, [this] { Look(); });
}

bool Simulation::AtRest() {
  if (cluster_.kernel.now_ms() - changed_ms_ < kRestMs || cluster_.transactions.AnyOpen()) return false;
  for (int32_t partition = 0; partition < cluster_.raw.partitions(); ++partition) {
    int64_t last = cluster_.raw.end(partition);
    while (last > 0 && cluster_.raw.at(partition, last - 1).gap) --last;
    const auto committed = cluster_.group.committed().find(partition);
    if (last > 0 && (committed == cluster_.group.committed().end() || committed->second.offset < last)) return false;
  }
  for (const Slot& slot : slots_) {
    if (!slot.wanted) continue;
    Incarnation* incarnation = slot.alive();
    if (incarnation == nullptr || incarnation->worker() == nullptr || incarnation->world().source == nullptr)
      return false;
    if (incarnation->world().reader->position() != cluster_.claims.end() || !incarnation->worker()->Idle())
      return false;
  }
  return true;
}

bool Simulation::Rest(int64_t within_ms) {
  at_rest_ = false;
  return cluster_.kernel.RunUntil(cluster_.kernel.now_ms() + within_ms, [this] { return at_rest_; });
}

// All that live hold the same state: who never restarted, who restored, who joined late from a log without its head.
void Simulation::CompareDigests() {
  std::optional<uint64_t> first;
  for (size_t slot = 0; slot < slots_.size(); ++slot) {
    Incarnation* incarnation = slots_[slot].alive();
    if (incarnation == nullptr || incarnation->worker() == nullptr) continue;
    const uint64_t digest = incarnation->worker()->Digest();
    if (!first) first = digest;
    if (digest != *first) Object("I7", absl::StrCat("worker ", slot, " holds another index than the others"));
  }
}

// The group follows another log: nobody may publish.
void Simulation::ExpectRefusal() {
  constexpr int64_t kRefusedWithinMs = 10'000;
  cluster_.kernel.RunUntil(schedule_.heal_ms + kRefusedWithinMs, [] { return false; });
  cluster_.transactions.EachCommitted(
      [&](const OutputEntry&) { Object("X2", "published under another log's offsets"); });
  if (refusals_ == 0) Object("X2", "no worker refused the offsets of another log");
}

Outcome Simulation::Run(const std::function<void()>& before_judging) {
  if (cluster_.environment.foreign_offsets) {
    for (int32_t partition = 0; partition < cluster_.raw.partitions(); ++partition) {
      cluster_.group.Preset(partition, {0, "wirefold log=00000000deadbeef topic=another"});
    }
  }
  for (const Event& event : schedule_.events) cluster_.kernel.At(event.at_ms, [this, &event] { Begin(event); });
  cluster_.kernel.At(schedule_.heal_ms, [this] { Heal(); });
  Look();
  cluster_.kernel.RunUntil(schedule_.heal_ms, [] { return false; });
  if (cluster_.environment.foreign_offsets) {
    ExpectRefusal();
  } else if (!Rest(kHealedWithinMs)) {
    Object("I12", "not all is committed long after the faults ended");
  } else {
    Start(kMaxWorkers);
    changed_ms_ = cluster_.kernel.now_ms();
    if (!Rest(kHealedWithinMs)) {
      Object("I12", "not at rest long after a worker joined late");
    } else {
      CompareDigests();
    }
  }
  before_judging();
  Judge(cluster_, log_writer_, outcome_.violations);
  outcome_.fingerprint = Fingerprint(cluster_);
  outcome_.virtual_ms = cluster_.kernel.now_ms();
  outcome_.events = cluster_.kernel.events();
  outcome_.trims = log_writer_.trims();
  outcome_.claims = static_cast<uint64_t>(cluster_.claims.end());
  return std::move(outcome_);
}

}  // namespace

Outcome Simulate(const Schedule& schedule, const std::function<void()>& before_judging) {
  return Simulation(schedule).Run(before_judging);
}

}  // namespace wirefold::sim
