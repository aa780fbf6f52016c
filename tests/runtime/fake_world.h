// A world in memory, for tests of the protocol: everything succeeds at once unless a test says otherwise. The simulator
// (tests/sim) is the one that plays faults; this one is for a single fault, told step by step.
#pragma once

#include <algorithm>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "worker/ports/world.h"
#include "worker/runtime/in_flight.h"

namespace wirefold {

struct FakeClock : Clock {
  int64_t now_ms = 1'000'000;
  int64_t SteadyMs() const override { return now_ms; }
  int64_t WallMs() const override { return 1'700'000'000'000 + now_ms; }
};

// The claims topic. `lose_next`: so many records are acknowledged but never stand in the log.
struct FakeLog {
  struct Record {
    int64_t append_time_ms;
    std::string bytes;
  };
  int64_t first = 0;
  std::vector<Record> records;
  int lose_next = 0;
  bool answers = true;  // readers
  int64_t end() const { return first + static_cast<int64_t>(records.size()); }
};

class FakeReader : public ClaimsReader {
 public:
  FakeReader(FakeLog& log, int64_t from) : log_(log), position_(from) {}
  absl::StatusOr<Batch> Read(size_t max, int) override {
    Batch batch;
    while (log_.answers && position_ < log_.end() && batch.records.size() < max) {
      const FakeLog::Record& record = log_.records[static_cast<size_t>(position_ - log_.first)];
      held_.push_back(record.bytes);
      batch.records.push_back({position_++, record.append_time_ms, true, held_.back()});
    }
    return batch;
  }
  int64_t position() const override { return position_; }
  int64_t end() const override { return log_.end(); }

 private:
  FakeLog& log_;
  int64_t position_;
  std::deque<std::string> held_;
};

class FakeAppender : public ClaimsAppender {
 public:
  FakeAppender(FakeLog& log, FakeClock& clock) : log_(log), clock_(clock) {}
  absl::Status Append(std::string_view bytes) override {
    ++acknowledged_;
    if (log_.lose_next > 0) {
      --log_.lose_next;
    } else {
      log_.records.push_back({clock_.WallMs(), std::string(bytes)});
    }
    return absl::OkStatus();
  }
  absl::Status Poll() override { return absl::OkStatus(); }
  uint64_t acknowledged() const override { return acknowledged_; }
  int64_t acknowledged_end() const override { return log_.end(); }
  absl::Status Reconnect() override {
    acknowledged_ = 0;
    return absl::OkStatus();
  }
  absl::Status Flush(int) override { return absl::OkStatus(); }

 private:
  FakeLog& log_;
  FakeClock& clock_;
  uint64_t acknowledged_ = 0;
};

// A raw topic whose partitions are all this member's.
struct FakeRaw {
  struct Partition {
    int64_t first = 0;
    std::vector<std::optional<std::string>> values;
    CommittedOffset committed;
    std::optional<ResetReason> reset;       // told once the partition is assigned
    std::optional<ResetReason> next_reset;  // told behind it
    int64_t next() const { return first + static_cast<int64_t>(values.size()); }
  };
  std::map<int32_t, Partition> partitions;
  bool revoke = false;                      // all partitions, once
  std::function<void()> on_bounds = [] {};  // before they are told
  bool member = true;                       // false: the group has lost this member
};

class FakeSource : public RawSource {
 public:
  FakeSource(FakeRaw& raw, RawListener listener) : raw_(raw), listener_(std::move(listener)) {}
  absl::Status Serve() override {
    if (std::exchange(raw_.revoke, false)) Revoke();
    if (assigned_ == raw_.member) return absl::OkStatus();
    assigned_ = raw_.member;
    std::vector<int32_t> all;
    for (const auto& [number, partition] : raw_.partitions) all.push_back(number);
    if (!assigned_) {
      listener_.on_revoked(all, /*lost=*/true);
      return absl::OkStatus();
    }
    for (const auto& [number, partition] : raw_.partitions) {
      at_[number] = std::max(partition.first, partition.committed.offset);
    }
    listener_.on_assigned(all);
    for (const auto& [number, partition] : raw_.partitions) {
      if (partition.reset) listener_.on_reset(number, *partition.reset);
      if (partition.next_reset) listener_.on_reset(number, *partition.next_reset);
      if (partition.reset) standing_.insert(number);
    }
    return absl::OkStatus();
  }
  absl::StatusOr<std::optional<kafka::Message>> Poll(int) override {
    for (auto& [number, partition] : raw_.partitions) {
      if (standing_.contains(number) || held_.contains(number) || !at_.contains(number)) continue;
      int64_t& at = at_[number];
      if (at >= partition.next()) {
        listener_.on_end(number, at);
        continue;
      }
      kafka::PlainMessage message;
      message.partition = number;
      message.offset = at++;
      message.timestamp_ms = 1'700'000'000'000;
      message.value = partition.values[static_cast<size_t>(message.offset - partition.first)];
      return std::optional<kafka::Message>(kafka::Message(std::move(message)));
    }
    return std::optional<kafka::Message>();
  }
  absl::StatusOr<std::map<int32_t, CommittedOffset>> Committed(const std::vector<int32_t>& partitions, int) override {
    std::map<int32_t, CommittedOffset> told;
    for (int32_t number : partitions) told[number] = raw_.partitions[number].committed;
    return told;
  }
  absl::StatusOr<std::pair<int64_t, int64_t>> Bounds(int32_t partition, int) override {
    raw_.on_bounds();
    return std::pair(raw_.partitions[partition].first, raw_.partitions[partition].next());
  }
  absl::Status StartAt(int32_t partition, int64_t offset) override {
    at_[partition] = offset;
    standing_.erase(partition);
    return absl::OkStatus();
  }
  void Hold(int32_t partition, bool held) override {
    if (held) held_.insert(partition);
    if (!held) held_.erase(partition);
  }
  absl::StatusOr<std::unique_ptr<GroupGeneration>> Generation() override { return std::make_unique<GroupGeneration>(); }
  void AskStableEnds(const std::vector<int32_t>&) override {}
  std::map<int32_t, int64_t> TakeStableEnds() override { return {}; }
  void Close() override {}

 private:
  void Revoke() {
    std::vector<int32_t> all;
    for (const auto& [number, at] : std::exchange(at_, {})) all.push_back(number);
    listener_.on_revoked(all, /*lost=*/false);
  }

  FakeRaw& raw_;
  RawListener listener_;
  bool assigned_ = false;
  std::map<int32_t, int64_t> at_;
  std::set<int32_t> standing_;
  std::set<int32_t> held_;
};

// What the output topics hold, committed. `refuse` says of a record whether its topic takes it.
struct FakeOutcomes {
  struct Record {
    std::string topic;
    std::optional<std::string> key;
    std::optional<std::string> value;
    std::map<std::string, std::string> headers;
    int64_t timestamp_ms = 0;
  };
  std::vector<Record> committed;
  std::function<std::optional<kafka::RefusalKind>(const Record&)> refuse;
  bool fails_at_once = false;  // a refusal is met by the next record, before its delivery report is served
  bool tells_tags = true;
  bool connects = true;  // the producer; false while it is fenced, or no coordinator answers
  // The next commit: what the brokers make of it. The worker hears that its end is in doubt.
  struct Doubt {
    bool offsets = false;   // are committed
    bool outcomes = false;  // likewise
  };
  std::optional<Doubt> doubt;
  bool stale = false;        // the next commit: the group has another generation
  absl::Status read_status;  // of reading its outcomes back
  bool commit_sent = true;   // false: a record of it was not delivered
  int aborts = 0;
  int producers = 0;   // made anew
  size_t largest = 0;  // transaction, in records
};

class FakeSink : public OutcomeSink {
 public:
  FakeSink(FakeOutcomes& outcomes, FakeRaw& raw, FakeClock& clock) : outcomes_(outcomes), raw_(raw), clock_(clock) {}
  State state() override { return outcomes_.connects ? state_ : State::kConnecting; }
  absl::Status connect_status() override { return absl::OkStatus(); }
  absl::StatusOr<Seen> ReadOutcomes(const std::string&) override {
    if (!outcomes_.read_status.ok()) return outcomes_.read_status;
    Seen seen{outcomes_.commit_sent, {}};
    for (size_t i = first_; i < outcomes_.committed.size(); ++i) {
      const FakeOutcomes::Record& record = outcomes_.committed[i];
      const bool dead = record.headers.contains("__dlq.errors.partition");
      seen.outcomes.emplace(std::stoi(record.headers.at(dead ? "__dlq.errors.partition" : "ce_originpartition")),
                            std::stoll(record.headers.at(dead ? "__dlq.errors.offset" : "ce_originoffset")));
    }
    return seen;
  }
  void Accept() override { state_ = State::kReady; }
  absl::Status Begin() override {
    state_ = State::kOpen;
    opened_ms_ = clock_.now_ms;
    return absl::OkStatus();
  }
  absl::Status Produce(const kafka::Outgoing& out) override {
    if (state_ == State::kReady) Begin().IgnoreError();
    // As librdkafka: a transaction that has failed takes no more records.
    if (outcomes_.fails_at_once && !refusals_.empty()) return absl::UnavailableError("Erroneous state");
    FakeOutcomes::Record record{out.topic, std::nullopt, std::nullopt, {}, out.timestamp_ms};
    if (out.key) record.key = std::string(*out.key);
    if (out.value) record.value = std::string(*out.value);
    for (const kafka::Header& header : out.headers) record.headers[header.name] = header.value;
    if (outcomes_.refuse) {
      if (const auto kind = outcomes_.refuse(record)) {
        refusals_.push_back({outcomes_.tells_tags ? out.tag : 0, *kind, absl::InternalError("refused")});
      }
    }
    open_.push_back(std::move(record));
    return absl::OkStatus();
  }
  std::vector<Refusal> Poll() override { return std::exchange(refusals_, {}); }
  int64_t opened_ms() const override { return opened_ms_; }
  size_t bytes() const override { return open_.size(); }
  void Commit(std::unique_ptr<GroupGeneration>, std::string, std::map<int32_t, CommittedOffset> next) override {
    state_ = State::kEnding;
    if (!refusals_.empty()) {
      end_ = End{true, {kafka::TransactionOutcome::kAbort, absl::InternalError("refused")}, 1};
      return;
    }
    if (std::exchange(outcomes_.stale, false)) {
      end_ = End{true, {kafka::TransactionOutcome::kStale, absl::FailedPreconditionError("another generation")}, 1};
      return;
    }
    const auto doubt = std::exchange(outcomes_.doubt, std::nullopt);
    outcomes_.largest = std::max(outcomes_.largest, open_.size());
    first_ = outcomes_.committed.size();
    if (!doubt || doubt->outcomes) {
      std::move(open_.begin(), open_.end(), std::back_inserter(outcomes_.committed));
    }
    if (!doubt || doubt->offsets) {
      for (const auto& [partition, of] : next) raw_.partitions[partition].committed = of;
    }
    end_ = End{true, {}, 1};
    if (doubt) end_->result = {kafka::TransactionOutcome::kRecreate, absl::UnavailableError("timed out")};
  }
  void Abort() override {
    ++outcomes_.aborts;
    state_ = State::kEnding;
    refusals_.clear();
    end_ = End{false, {}, 1};
  }
  std::optional<End> TakeEnd() override {
    std::optional<End> end = std::exchange(end_, std::nullopt);
    if (!end) return end;
    const bool failed = end->result.outcome == kafka::TransactionOutcome::kAbort ||
                        end->result.outcome == kafka::TransactionOutcome::kStale;
    state_ = failed ? State::kOpen : State::kReady;
    if (end->result.outcome == kafka::TransactionOutcome::kRecreate) state_ = State::kFresh;
    if (!failed) open_.clear();
    return end;
  }
  void WaitEnd(int) override {}
  void Recreate() override {
    ++outcomes_.producers;
    state_ = State::kFresh;
  }

 private:
  FakeOutcomes& outcomes_;
  FakeRaw& raw_;
  FakeClock& clock_;
  State state_ = State::kFresh;
  int64_t opened_ms_ = 0;
  std::vector<FakeOutcomes::Record> open_;
  size_t first_ = 0;  // of the last transaction's among the committed ones
  std::vector<Refusal> refusals_;
  std::optional<End> end_;
};

// Prepares at once. A value that is no article becomes a dead letter, as anywhere.
class FakePreparer : public Preparer {
 public:
  explicit FakePreparer(const Genesis& genesis, std::set<std::string>& slow) : slow_(slow) {
    settings_.genesis = genesis;
  }
  void Submit(std::vector<std::shared_ptr<InFlight>> records) override {
    for (auto& record : records) {
      const std::optional<std::string_view> value = record->message->value();
      if (value && slow_.contains(std::string(*value))) continue;
      if (value) {
        auto outcome = Prepare({{"raw", record->partition, record->offset}, std::nullopt, *value}, settings_);
        if (auto* prepared = std::get_if<Prepared>(&outcome)) record->outcome = std::move(*prepared);
        if (auto* letter = std::get_if<DeadLetter>(&outcome)) record->outcome = std::move(*letter);
      }
      record->prepared.store(true, std::memory_order_release);
    }
  }

 private:
  PrepareSettings settings_;
  std::set<std::string>& slow_;
};

struct FakeWorld : World {
  FakeClock now;
  FakeLog log;
  FakeRaw raw;
  FakeOutcomes outcomes;
  std::set<std::string> slow;  // values whose preparation never ends
  std::set<int32_t> with_outcomes;
  absl::Status watched;
  std::optional<int64_t> claims_retention_ms;

  Clock& clock() override { return now; }
  absl::StatusOr<std::pair<int64_t, int64_t>> ClaimsBounds(int) override { return std::pair(log.first, log.end()); }
  absl::StatusOr<std::unique_ptr<ClaimsReader>> ReadClaims(int64_t from) override {
    return std::make_unique<FakeReader>(log, from);
  }
  absl::StatusOr<std::unique_ptr<ClaimsAppender>> AppendClaims() override {
    return std::make_unique<FakeAppender>(log, now);
  }
  absl::StatusOr<std::unique_ptr<RawSource>> JoinGroup(RawListener listener) override {
    return std::make_unique<FakeSource>(raw, std::move(listener));
  }
  std::unique_ptr<OutcomeSink> Outcomes() override { return std::make_unique<FakeSink>(outcomes, raw, now); }
  std::unique_ptr<Preparer> Prepares(const Genesis& genesis) override {
    return std::make_unique<FakePreparer>(genesis, slow);
  }
  absl::StatusOr<std::set<int32_t>> PartitionsWithOutcomes(int) override { return with_outcomes; }
  absl::Status Watched() override { return watched; }
  std::optional<int64_t> ClaimsRetentionMs() override { return claims_retention_ms; }
};

}  // namespace wirefold
