#include "tests/sim/schedule.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"

namespace wirefold::sim {
namespace {

constexpr bool kRefusals = true;
constexpr uint64_t kHalvesOneIn = 8;  // commits that go wrong
constexpr uint64_t kCutOneIn = 20;    // schedules

Environment MakeEnvironment(uint64_t seed, Random& random) {
  Environment environment;
  environment.seed = seed;
  environment.partitions = static_cast<int32_t>(random.Between(1, 4));
  environment.enriched_partitions = static_cast<int32_t>(random.Between(1, 3));
  environment.delay_ms = random.OneIn(3) ? random.Between(10, 60) : random.Between(1, 10);
  environment.session_timeout_ms = random.Between(600, 2'000);
  environment.rebalance_timeout_ms = environment.session_timeout_ms + random.Between(500, 3'000);
  environment.transaction_timeout_ms = random.Between(800, 2'500);
  environment.transaction_bound_ms = environment.transaction_timeout_ms + random.Between(200, 800);
  environment.transaction_interval_ms = random.Between(20, 150);
  environment.window_seconds = random.OneIn(3) ? static_cast<uint64_t>(random.Between(2, 20)) : 259'200;
  environment.ring_records = static_cast<uint32_t>(random.Between(2, 6));
  // A claim must be settled before it leaves the window: the window is wider than what is in flight.
  environment.window_claims = 2 * environment.ring_records * static_cast<uint64_t>(environment.partitions) +
                              static_cast<uint64_t>(random.Between(2, 12));
  environment.in_flight_bytes = random.OneIn(4) ? static_cast<uint64_t>(random.Between(100, 1'000)) : 100'000;
  environment.stable_ids = random.OneIn(2);
  environment.foreign_offsets = random.OneIn(100);
  return environment;
}

RawSpec MakeRecord(const Environment& environment, uint32_t stories, Random& random) {
  RawSpec spec;
  spec.partition = static_cast<int32_t>(random.Between(0, environment.partitions - 1));
  const int64_t kind = random.Between(0, 99);
  spec.kind = kind < 90   ? RawKind::kPool
              : kind < 91 ? RawKind::kReal
              : kind < 94 ? RawKind::kPoison
              : kind < 97 ? RawKind::kTombstone
                          : RawKind::kGap;
  const auto story = static_cast<uint32_t>(random.Between(0, stories - 1));
  spec.article.text = story * kTextsOfStory + static_cast<uint32_t>(random.Between(0, kTextsOfStory - 1));
  spec.article.uri = random.OneIn(2) ? 0 : static_cast<uint32_t>(random.Between(1, 12));
  spec.article.publisher = static_cast<uint32_t>(random.Between(1, 5));
  const bool refused = random.OneIn(40);
  const auto refuse = static_cast<Refuse>(random.Between(1, 6));
  if (refused && spec.kind < RawKind::kTombstone && (kRefusals || refuse == Refuse::kOnce)) spec.refuse = refuse;
  return spec;
}

int64_t MakeCommitFault(Random& random) {
  if (random.OneIn(kHalvesOneIn)) return kWholeCommitFaults + random.Between(0, 1);
  return random.Between(0, kWholeCommitFaults - 1);
}

Event MakeFault(int workers, Random& random) {
  Event event;
  event.slot = static_cast<int>(random.Between(0, workers - 1));
  switch (random.Between(0, 16)) {
    case 0:
    case 1:
      event.kind = EventKind::kCrash;
      event.value = random.OneIn(4) ? 0 : random.Between(50, 1'500);
      break;
    case 2:
      event.kind = EventKind::kStop;
      event.value = random.OneIn(2) ? 0 : random.Between(50, 1'500);
      break;
    case 3:
      event.kind = EventKind::kPause;
      event.value = random.Between(100, 5'000);
      break;
    case 4:
      event.kind = EventKind::kExpel;
      event.value = random.Between(0, 1'500);
      break;
    case 5:
      event.kind = EventKind::kRebalance;
      break;
    case 6:
    case 7:
      event.kind = EventKind::kClaims;
      event.value = random.Between(0, 3);
      break;
    case 8:
    case 9:
      event.kind = EventKind::kCommit;
      event.value = MakeCommitFault(random);
      break;
    case 10:
      event.kind = EventKind::kFence;
      break;
    case 11:
      event.kind = EventKind::kBlindReader;
      event.value = random.Between(100, 3'000);
      break;
    case 12:
      event.kind = EventKind::kSlowPreparing;
      event.value = random.Between(100, 2'000);
      break;
    case 13:
      event.kind = random.OneIn(2) ? EventKind::kClusterClock : EventKind::kWorkerClock;
      event.value = random.Between(-7'200'000, 7'200'000);
      break;
    case 14:
      event.kind = EventKind::kTrimClaims;
      break;
    case 15:
      event.kind = EventKind::kGarbage;
      event.value = random.Between(0, kGarbageKinds - 1);
      break;
    default:
      event.kind = random.OneIn(2) ? EventKind::kOutage : EventKind::kEpoch;
      event.value = random.Between(50, 2'500);
      break;
  }
  return event;
}

void AddRecords(Schedule& schedule, bool long_log, Random& random) {
  const int64_t count = long_log ? random.Between(50, 70) : random.Between(6, 44);
  const auto stories = static_cast<uint32_t>(random.Between(2, kStories));
  for (int64_t made = 0; made < count;) {
    Event event;
    event.at_ms = random.Between(0, schedule.heal_ms);
    const int64_t burst = random.OneIn(4) ? random.Between(4, 16) : random.Between(1, 3);
    for (int64_t i = 0; i < burst; ++i, ++made) {
      event.records.push_back(MakeRecord(schedule.environment, stories, random));
    }
    schedule.events.push_back(std::move(event));
  }
}

// The first restates Genesis, later ones may delete what is before it.
void AddTrims(Schedule& schedule) {
  for (int64_t part : {5, 30, 50, 70, 90}) {
    schedule.events.push_back({schedule.heal_ms * part / 100, EventKind::kTrimClaims, 0, 0, {}});
  }
}

// An unclean election. Drawn apart, so that the other schedules do not depend on it. Where brokers also commit half a
// transaction nobody can say what is whose.
void AddCut(Schedule& schedule, uint64_t seed) {
  Random random(seed, "cut");
  if (!random.OneIn(kCutOneIn) || schedule.environment.foreign_offsets) return;
  std::erase_if(schedule.events, [](const Event& event) {
    return event.kind == EventKind::kCommit && event.value >= kWholeCommitFaults;
  });
  const auto partition = static_cast<int32_t>(random.Between(0, schedule.environment.partitions - 1));
  Event cut{random.Between(300, schedule.heal_ms), EventKind::kCutRaw, partition, random.Between(1, 6), {}};
  for (int64_t left = random.Between(0, cut.value + 4); left > 0; --left) {
    cut.records.push_back(MakeRecord(schedule.environment, kStories, random));
    cut.records.back().partition = partition;
  }
  schedule.events.push_back(std::move(cut));
}

constexpr const char* kCommitFaults[] = {"its request is lost",
                                         "its answer is lost",
                                         "it comes late",
                                         "is to be aborted",
                                         "takes long",
                                         "done, but reported as to be aborted",
                                         "its offsets come late",
                                         "its offsets alone are committed",
                                         "its outcomes alone are committed"};

std::string Describe(const RawSpec& spec) {
  static constexpr const char* kKinds[] = {"", "real ", "poison", "tombstone", "gap"};
  static constexpr const char* kRefused[] = {"",
                                             " (refused)",
                                             " (refused, not named)",
                                             " (refused as too large)",
                                             " (refused, its whole dead letter too)",
                                             " (refused everywhere)",
                                             " (refused once)"};
  std::string text = absl::StrCat("[", spec.partition, "] ", kKinds[static_cast<size_t>(spec.kind)]);
  if (spec.kind <= RawKind::kReal) absl::StrAppend(&text, PoolValue(spec.article));
  return text + kRefused[static_cast<size_t>(spec.refuse)];
}

}  // namespace

Schedule MakeSchedule(uint64_t seed) {
  Schedule schedule;
  Random random(seed, "schedule");
  schedule.environment = MakeEnvironment(seed, random);
  schedule.heal_ms = random.Between(1'000, 6'000);
  // A log of several windows, whose head is deleted again and again.
  const bool long_log = random.OneIn(10);
  if (long_log) {
    schedule.heal_ms += 2'000;
    schedule.environment.partitions = 1;
    schedule.environment.ring_records = 2;
    schedule.environment.window_claims = static_cast<uint64_t>(random.Between(6, 9));
  }
  const int workers = static_cast<int>(random.OneIn(4) ? random.Between(1, kMaxWorkers) : random.Between(1, 3));
  for (int slot = 0; slot < workers; ++slot) {
    Event join{
        random.OneIn(3) ? random.Between(0, schedule.heal_ms) : random.Between(0, 200), EventKind::kJoin, slot, 0, {}};
    if (slot == 0) join.at_ms = 0;
    schedule.events.push_back(join);
  }
  AddRecords(schedule, long_log, random);
  if (long_log) AddTrims(schedule);
  const int64_t faults = random.OneIn(10) ? 0 : random.Between(1, 9);
  for (int64_t i = 0; i < faults; ++i) {
    Event fault = MakeFault(workers, random);
    fault.at_ms = random.Between(50, schedule.heal_ms);
    // A worker's configuration names the parameters of the first epoch: it refuses a log that begins with a later one.
    if (long_log && fault.kind == EventKind::kEpoch) continue;
    schedule.events.push_back(std::move(fault));
  }
  AddCut(schedule, seed);
  std::stable_sort(schedule.events.begin(), schedule.events.end(),
                   [](const Event& a, const Event& b) { return a.at_ms < b.at_ms; });
  return schedule;
}

std::string DescribeAll(const std::vector<RawSpec>& records) {
  return absl::StrJoin(records, ", ", [](std::string* out, const RawSpec& spec) { out->append(Describe(spec)); });
}

std::string Describe(const Event& event) {
  static constexpr const char* kClaimsFaults[] = {
      "lost", "appended, not acknowledged", "appended in part, not acknowledged", "appended late, not acknowledged"};
  static constexpr const char* kGarbage[] = {"bytes that are no record",      "a claim of another topic",
                                             "a claim of another sketch",     "a Genesis of another log",
                                             "a settlement that lies",        "a settlement of no claim",
                                             "a record stamped by its writer"};
  const auto value = static_cast<size_t>(event.value);
  const std::string worker = absl::StrCat("worker ", event.slot);
  switch (event.kind) {
    case EventKind::kRecords:
      return "raw records: " + DescribeAll(event.records);
    case EventKind::kJoin:
      return worker + " starts";
    case EventKind::kStop:
      return absl::StrCat(worker, " is told to stop",
                          event.value == 0 ? "" : absl::StrCat(", restarted after ", value));
    case EventKind::kCrash:
      return absl::StrCat(worker, " crashes", event.value == 0 ? "" : absl::StrCat(", restarted after ", value));
    case EventKind::kPause:
      return absl::StrCat(worker, " stands for ", value);
    case EventKind::kExpel:
      return absl::StrCat(worker, " is expelled from the group, hears of it after ", value);
    case EventKind::kRebalance:
      return "the group rebalances";
    case EventKind::kClaims:
      return absl::StrCat(worker, "'s next claims are ", kClaimsFaults[value]);
    case EventKind::kCommit:
      return absl::StrCat(worker, "'s next commit: ", kCommitFaults[value]);
    case EventKind::kFence:
      return worker + "'s producer is fenced by another of its id";
    case EventKind::kBlindReader:
      return absl::StrCat(worker, " hears nothing of the claims log for ", value);
    case EventKind::kSlowPreparing:
      return absl::StrCat(worker, " prepares slowly for ", value);
    case EventKind::kClusterClock:
      return absl::StrCat("the cluster's clock jumps by ", event.value);
    case EventKind::kWorkerClock:
      return absl::StrCat(worker, "'s clock jumps by ", event.value);
    case EventKind::kTrimClaims:
      return "the claims log's head is deleted";
    case EventKind::kGarbage:
      return absl::StrCat("somebody writes to the claims log: ", kGarbage[value]);
    case EventKind::kOutage:
      return absl::StrCat("no broker answers for ", value);
    case EventKind::kEpoch:
      return "an operator changes the log's parameters";
    case EventKind::kCutRaw:
      return absl::StrCat("partition ", event.slot, " of the raw topic loses its last ", event.value,
                          " records, others come: ", DescribeAll(event.records));
  }
  return "";
}

std::ostream& operator<<(std::ostream& out, const Schedule& schedule) {
  const Environment& with = schedule.environment;
  out << absl::StrFormat(
      "seed %d: %d partitions, window of %d claims and %d s, %d records and %d bytes in flight, transactions of %d ms "
      "(timeout %d, in doubt after %d), session %d, messages up to %d ms%s\n",
      with.seed, with.partitions, with.window_claims, with.window_seconds, with.ring_records, with.in_flight_bytes,
      with.transaction_interval_ms, with.transaction_timeout_ms, with.transaction_bound_ms, with.session_timeout_ms,
      with.delay_ms,
      absl::StrCat(with.stable_ids ? ", stable transactional ids" : "",
                   with.foreign_offsets ? ", the group's offsets are of another log" : ""));
  for (const Event& event : schedule.events) out << absl::StrFormat("%6d ms  ", event.at_ms) << Describe(event) << "\n";
  return out << absl::StrFormat("%6d ms  all faults end\n", schedule.heal_ms);
}

}  // namespace wirefold::sim
