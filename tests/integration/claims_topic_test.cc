// The claims topic as time and strangers leave it: its head deleted, garbage in it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <algorithm>
#include <iterator>
#include <random>
#include <variant>

#include "absl/strings/str_cat.h"
#include "common/base/check.h"
#include "common/codec/claim_codec.h"
#include "common/fold/genesis.h"
#include "tests/integration/worker_fixture.h"

namespace wirefold {
namespace {

using std::chrono::seconds;

TopicRecord RestatedGenesis(const std::vector<TopicRecord>& log) {
  const auto found = std::find_if(log.begin(), log.end(), [](const TopicRecord& record) {
    const absl::StatusOr<ClaimLogRecord> decoded = DecodeClaimLogRecord(record.value.value_or(""), /*log_id=*/0);
    return decoded.ok() && decoded->restated;
  });
  WF_CHECK(found != log.end());
  return *found;
}

TEST_F(WorkerTest, ALogWhoseHeadWasDeletedStillRestores) {
  CreateTopics();
  ProduceCorpus(600);
  WorkerProcess& first = StartWorker();
  ASSERT_TRUE(WaitAllCommitted());
  first.process().Signal(SIGTERM);
  ASSERT_EQ(first.process().Wait(kExitTimeout), 0);
  const std::vector<TopicRecord> before = client_.Read(names_.claims, Isolation::kUncommitted);
  // Genesis is restated at once, and hourly; here the test restates it, then all before it goes.
  client_.Produce(names_.claims, {RestatedGenesis(before)});
  client_.DeleteRecords(names_.claims, 0, before.back().offset + 1);
  seed_ += 1;  // other articles: what they could be copies of is gone
  ProduceCorpus(600);
  StartWorker();
  StartWorker();
  ASSERT_TRUE(WaitAllCommitted());
  StopWorkers();
  History history = ReadHistory(client_, names_);
  EXPECT_EQ(history.claims.front().offset, before.back().offset + 1);
  history.claims.insert(history.claims.begin(), before.begin(), before.end());
  Judge(std::move(history));  // a reader that saw all of the log agrees with who saw its end only
}

// The log a reader of all of it saw: the claims that were deleted, then those that are there.
std::vector<TopicRecord> Joined(const std::vector<TopicRecord>& deleted, std::vector<TopicRecord> present) {
  const int64_t begin = present.front().offset;
  std::vector<TopicRecord> all;
  std::copy_if(deleted.begin(), deleted.end(), std::back_inserter(all),
               [begin](const TopicRecord& record) { return record.offset < begin; });
  std::move(present.begin(), present.end(), std::back_inserter(all));
  return all;
}

TEST_F(WorkerTest, AWorkerThatJoinsATrimmedLogJudgesCopiesOfWhatWasTrimmedAsAFullReaderDoes) {
  CreateTopics();
  // Two windows and a margin stay; stories go on over the cut.
  const std::vector<std::string> window = {"fold.window_claims=150", "worker.ring_records=25"};
  constexpr size_t kRecords = 2400;
  WorkerProcess& full_reader = StartReadyWorker(window);
  ProduceCorpus(kRecords, 0, 0.4);
  ASSERT_TRUE(WaitAllCommitted());
  // Genesis is restated at once, and hourly; here the test restates it.
  const std::vector<TopicRecord> head = client_.Read(names_.claims, Isolation::kUncommitted);
  client_.Produce(names_.claims, {RestatedGenesis(head)});
  ProduceCorpus(kRecords, 0.4, 0.6);
  ASSERT_TRUE(WaitAllCommitted());
  const std::vector<TopicRecord> before = client_.Read(names_.claims, Isolation::kUncommitted);
  client_.DeleteRecords(names_.claims, 0, head.back().offset + 1);
  ASSERT_EQ(client_.Begin(names_.claims).at(0), head.back().offset + 1);
  WorkerProcess& joined = StartReadyWorker(window);
  ProduceCorpus(kRecords, 0.6, 0.8);
  ASSERT_TRUE(WaitAllCommitted());
  EXPECT_GT(joined.Sum("records_produced_total"), 0);
  StopWorker(full_reader);
  ProduceCorpus(kRecords, 0.8, 1);
  ASSERT_TRUE(WaitAllCommitted());
  EXPECT_EQ(joined.Sum("settlement_mismatch_total"), 0);
  StopWorkers();
  History history = ReadHistory(client_, names_);
  history.claims = Joined(before, std::move(history.claims));
  Judge(std::move(history));
}

ClaimLogRecord Decoded(const TopicRecord& record, uint64_t log_id) {
  absl::StatusOr<ClaimLogRecord> decoded = DecodeClaimLogRecord(*record.value, log_id);
  EXPECT_TRUE(decoded.ok()) << decoded.status();
  return *std::move(decoded);
}

// Genesis stands first and names the log.
uint64_t LogId(const std::vector<TopicRecord>& log) {
  return std::get<Genesis>(Decoded(log.front(), /*log_id=*/0).entry).log_id;
}

TEST_F(WorkerTest, GarbageAndStrangersInTheClaimsTopicChangeNothing) {
  CreateTopics();
  ProduceCorpus(600, 0, 0.5);
  WorkerProcess& before = StartReadyWorker();
  ASSERT_TRUE(WaitAllCommitted());
  const std::vector<TopicRecord> log = client_.Read(names_.claims, Isolation::kUncommitted);
  const uint64_t log_id = LogId(log);
  const auto a_claim = std::find_if(log.begin(), log.end(), [log_id](const TopicRecord& record) {
    return std::holds_alternative<Claim>(Decoded(record, log_id).entry);
  });
  ASSERT_NE(a_claim, log.end());
  std::mt19937_64 random(seed_);
  std::vector<TopicRecord> garbage;
  const auto add = [&](std::string bytes) {
    garbage.push_back({.key = std::nullopt, .value = std::move(bytes), .headers = {}});
  };
  for (int i = 0; i < 300; ++i) {
    std::string bytes(random() % 200, '\0');
    for (char& byte : bytes) byte = static_cast<char>(random());
    // Random bytes may happen to be a record of a newer format, which is another test.
    if (!absl::IsUnimplemented(DecodeClaimLogRecord(bytes, log_id).status())) add(std::move(bytes));
  }
  garbage.push_back({.key = std::nullopt, .value = std::nullopt, .headers = {}});
  ClaimLogRecord stranger = Decoded(*a_claim, log_id);
  std::get<Claim>(stranger.entry).sketch_hash ^= 1;
  add(EncodeClaimLogRecord(stranger, log_id));
  ClaimLogRecord wide = Decoded(*a_claim, log_id);
  std::get<Claim>(wide.entry).raw.topic = std::string(100'000, 'x');
  add(EncodeClaimLogRecord(wide, log_id));
  ClaimLogRecord genesis = Decoded(log.front(), log_id);
  std::get<Genesis>(genesis.entry).log_id ^= 1;
  add(EncodeClaimLogRecord(genesis, log_id));
  client_.Produce(names_.claims, garbage);
  ProduceCorpus(600, 0.5, 0.7);
  ASSERT_TRUE(WaitAllCommitted());
  EXPECT_TRUE(before.process().Running());
  StopWorker(before);
  StartReadyWorker();  // a reader from the beginning meets all of it, too
  ProduceCorpus(600, 0.7, 1);
  ASSERT_TRUE(WaitAllCommitted());
  StopAndCheck();
}

TEST_F(WorkerTest, ARecordOfANewerFormatEndsTheWorkerAndNamesTheVersionToRun) {
  CreateTopics();
  ProduceCorpus(60);
  WorkerProcess& worker = StartReadyWorker();
  ASSERT_TRUE(WaitAllCommitted());
  const std::vector<TopicRecord> log = client_.Read(names_.claims, Isolation::kUncommitted);
  std::string newer = *log.front().value;
  ASSERT_EQ(newer[0], '\x08');  // format_version stands first
  newer[1] = kClaimLogFormat + 7;
  client_.Produce(names_.claims, {{.key = std::nullopt, .value = newer, .headers = {}}});
  ExpectEnds(worker, kExitTimeout, absl::StrCat("offset ", log.back().offset + 1));
  ExpectRefused({}, "version");
  StopWorkers();
  History history = ReadHistory(client_, names_);
  history.claims = log;  // the checker is of this version, too
  Judge(std::move(history));
}

}  // namespace
}  // namespace wirefold
