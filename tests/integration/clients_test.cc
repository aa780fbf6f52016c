// What the worker's Kafka clients must survive, at the door to librdkafka.
#include <gtest/gtest.h>

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/integration/client_settings.h"
#include "tests/integration/environment.h"
#include "tests/support/broker.h"
#include "tests/support/process.h"
#include "worker/kafka/kafka.h"
#include "worker/kafka/tail_reader.h"

namespace wirefold {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;

// A broker that its controller fences again and again, with a topic.
struct Fenced {
  std::unique_ptr<Broker> broker;
  kafka::ClientSettings settings;
  std::string topic = UniqueName("clients");
};

void StartFenced(int32_t partitions, Fenced& fenced) {
  auto broker = Broker::Start(kFencedAgainAndAgain);
  ASSERT_TRUE(broker.ok()) << broker.status();
  fenced.broker = *std::move(broker);
  fenced.settings = SettingsOf(*fenced.broker);
  auto admin = kafka::Admin::Create(fenced.settings);
  ASSERT_TRUE(admin.ok()) << admin.status();
  ASSERT_TRUE(WaitUntil(
      [&] {
        const absl::Status made = (*admin)->CreateTopic(fenced.topic, partitions, 1, {}, 1000);
        return made.ok() || absl::IsAlreadyExists(made);
      },
      seconds(30)));
}

// While its controller has fenced it, a broker names no broker in its answers, and librdkafka may forget for good whom
// to ask. One or two clients in a hundred do each time: forty readers and a producer, fenced five times, seldom all
// come through unless that is mended.
TEST(Clients, ToldOfNoBrokerFindTheirsAgain) {
  constexpr int kReaders = 40;
  constexpr int kFencings = 5;
  Fenced fenced;
  ASSERT_NO_FATAL_FAILURE(StartFenced(1, fenced));

  auto producer = kafka::Producer::Create(fenced.settings, std::nullopt, /*linger_ms=*/0);
  ASSERT_TRUE(producer.ok()) << producer.status();
  std::vector<std::unique_ptr<kafka::LogReader>> readers;
  for (int i = 0; i < kReaders; ++i) {
    auto reader = kafka::LogReader::Create(fenced.settings, fenced.topic, 0, 0, kafka::Isolation::kReadUncommitted);
    ASSERT_TRUE(reader.ok()) << reader.status();
    readers.push_back(*std::move(reader));
  }
  std::vector<int64_t> next(kReaders, 0);
  const auto read = [&] {
    for (int i = 0; i < kReaders; ++i) {
      auto batch = readers[i]->Poll(1000, 0);
      EXPECT_TRUE(batch.ok()) << batch.status();
      if (batch.ok() && !batch->messages.empty()) next[i] = batch->messages.back().offset() + 1;
    }
  };
  kafka::Outgoing claim;
  claim.topic = fenced.topic;
  claim.partition = 0;
  claim.value = "claim";
  // One record after the other; a fencing is seen by the record that waits.
  int fencings = 0;
  int64_t records = 0;
  while (fencings < kFencings) {
    ASSERT_TRUE((*producer)->Produce(claim).ok());
    ++records;
    const auto began = steady_clock::now();
    ASSERT_TRUE(WaitUntil(
        [&] {
          EXPECT_TRUE((*producer)->Poll(0).ok());
          read();
          return (*producer)->Delivered() == static_cast<uint64_t>(records);
        },
        seconds(60)))
        << "the producer stands still, fenced " << fencings << " times";
    if (steady_clock::now() - began > seconds(1)) ++fencings;
  }
  WaitUntil(
      [&] {
        read();
        return next == std::vector<int64_t>(kReaders, records);
      },
      seconds(60));
  for (int i = 0; i < kReaders; ++i) EXPECT_EQ(next[i], records) << "reader " << i << " stands still";
}

// A reader that nobody polls for a while may learn its broker and lose it in between: of sixty that are made while a
// broker is fenced again and again, one to three stand still for good unless that is mended.
TEST(Clients, MadeInAnOutageAndPolledLaterFindTheirBroker) {
  constexpr size_t kReaders = 60;
  constexpr int32_t kPartitions = 6;
  Fenced fenced;
  ASSERT_NO_FATAL_FAILURE(StartFenced(kPartitions, fenced));
  std::vector<std::unique_ptr<kafka::TailReader>> readers;
  const auto began = steady_clock::now();
  ASSERT_TRUE(WaitUntil(
      [&] {
        // Five a second, so that some are made in each state of the broker.
        if (steady_clock::now() - began < milliseconds(200) * readers.size()) return false;
        auto reader = kafka::TailReader::Create(fenced.settings, kafka::NewestOf({{fenced.topic, kPartitions}}, 100));
        EXPECT_TRUE(reader.ok()) << reader.status();
        readers.push_back(*std::move(reader));
        return readers.size() == kReaders;
      },
      seconds(60)));
  const auto at_end = [&] {
    size_t ended = 0;
    for (const auto& reader : readers) {
      if (!reader->at_end()) (void)reader->Poll(0);  // a fenced broker's answers may be errors that pass
      if (reader->at_end()) ++ended;
    }
    return ended;
  };
  WaitUntil([&] { return at_end() == kReaders; }, seconds(60));
  EXPECT_EQ(at_end(), kReaders);
}

// Refusals that arrive while a producer is taken down make librdkafka free a text twice: about one round in fifteen
// ends the process unless that is mended.
TEST(Clients, AFencedProducerGoesWhileItsRecordsAreRefused) {
  constexpr int kRounds = 30;
  constexpr int kPartitions = 40;
  const std::string topic = UniqueName("fenced");
  KafkaClient(TestBroker().bootstrap_servers()).CreateTopic(topic, kPartitions);
  const kafka::ClientSettings settings = SettingsOf(TestBroker());
  const auto begin = [&](std::unique_ptr<kafka::Producer>& producer) {
    auto made = kafka::Producer::Create(settings, topic, /*linger_ms=*/0);
    ASSERT_TRUE(made.ok()) << made.status();
    producer = *std::move(made);
    ASSERT_TRUE(WaitUntil([&] { return producer->InitTransactions(1000).outcome == kafka::TransactionOutcome::kDone; },
                          seconds(30)));
    ASSERT_TRUE(producer->BeginTransaction().ok());
  };
  // The number of records taken: a producer that knows that it is fenced takes none.
  const auto produce = [&](kafka::Producer& producer) {
    kafka::Outgoing record;
    record.topic = topic;
    record.value = "value";
    record.partition = 0;
    while (record.partition < kPartitions && producer.Produce(record).ok()) ++record.partition;
    return record.partition;
  };
  std::unique_ptr<kafka::Producer> older;
  ASSERT_NO_FATAL_FAILURE(begin(older));
  for (int round = 0; round < kRounds; ++round) {
    ASSERT_EQ(produce(*older), kPartitions);
    ASSERT_TRUE(WaitUntil([&] { return older->Poll(0).ok() && older->Delivered() == kPartitions; }, seconds(30)));
    std::unique_ptr<kafka::Producer> newer;
    ASSERT_NO_FATAL_FAILURE(begin(newer));
    EXPECT_GT(produce(*older), 0);
    // At the first refusal, while the others are on their way.
    for (int polls = 0; older->Poll(100).ok(); ++polls) ASSERT_LT(polls, 300);
    older = std::move(newer);
  }
}

TEST(Clients, PutAKeyWhereJavasProducersPutIt) {
  struct Case {
    const char* key;
    int32_t murmur2;  // as Apache Kafka's own tests have it
  };
  const std::vector<Case> cases = {
      {"21", -973932308}, {"foobar", -790332482}, {"a-little-bit-long-string", -985981536}, {"abc", 479470107}};
  constexpr int kPartitions = 7;
  const std::string topic = UniqueName("keys");
  KafkaClient client(TestBroker().bootstrap_servers());
  client.CreateTopic(topic, kPartitions);
  auto producer = kafka::Producer::Create(SettingsOf(TestBroker()), std::nullopt, /*linger_ms=*/0);
  ASSERT_TRUE(producer.ok()) << producer.status();
  for (const Case& c : cases) {
    kafka::Outgoing record;
    record.topic = topic;
    record.key = c.key;
    record.value = "value";
    ASSERT_TRUE((*producer)->Produce(record).ok());
  }
  ASSERT_TRUE((*producer)->Flush(30'000).ok());
  std::map<std::string, int32_t> told;
  for (const TopicRecord& record : client.Read(topic, KafkaClient::Isolation::kCommitted)) {
    told[record.key.value_or("")] = record.partition;
  }
  EXPECT_EQ(told.size(), cases.size());
  for (const Case& c : cases) EXPECT_EQ(told[c.key], (c.murmur2 & 0x7fffffff) % kPartitions) << c.key;
}

using kafka::RefusalKind;

kafka::Outgoing Record(const std::string& topic, uint64_t tag) {
  kafka::Outgoing record;
  record.topic = topic;
  record.partition = 0;
  record.key = "key";
  record.value = "value";
  record.tag = tag;
  return record;
}

// What a topic says to records that are sent in one batch: tag → kind of the refusal.
std::map<uint64_t, RefusalKind> Refused(const std::vector<kafka::Outgoing>& records,
                                        const kafka::ProducerLimits& limits = {}) {
  auto producer = kafka::Producer::Create(SettingsOf(TestBroker()), std::nullopt, /*linger_ms=*/200, limits);
  EXPECT_TRUE(producer.ok()) << producer.status();
  for (const kafka::Outgoing& record : records) EXPECT_TRUE((*producer)->Produce(record).ok());
  EXPECT_TRUE((*producer)->Flush(30'000).ok());
  std::map<uint64_t, RefusalKind> refused;
  for (const kafka::Refusal& refusal : (*producer)->TakeRefusals()) {
    EXPECT_EQ(refusal.topic, records[0].topic);
    EXPECT_FALSE(refusal.status.ok());
    refused[refusal.tag] = refusal.kind;
  }
  EXPECT_TRUE((*producer)->TakeRefusals().empty());
  return refused;
}

TEST(Refusals, NameTheRecordsThatATopicDoesNotTake) {
  const std::string topic = UniqueName("compacted");
  KafkaClient(TestBroker().bootstrap_servers()).CreateTopic(topic, 1, {{"cleanup.policy", "compact"}});
  std::vector<kafka::Outgoing> records;
  for (uint64_t tag = 1; tag <= 5; ++tag) records.push_back(Record(topic, tag));
  EXPECT_TRUE(Refused(records).empty());
  records[2].key = std::nullopt;
  EXPECT_EQ(Refused(records), (std::map<uint64_t, RefusalKind>{{1, RefusalKind::kPassing},
                                                               {2, RefusalKind::kPassing},
                                                               {3, RefusalKind::kRecord},
                                                               {4, RefusalKind::kPassing},
                                                               {5, RefusalKind::kPassing}}));
  records[4].key = std::nullopt;
  EXPECT_EQ(Refused(records), (std::map<uint64_t, RefusalKind>{{1, RefusalKind::kPassing},
                                                               {2, RefusalKind::kPassing},
                                                               {3, RefusalKind::kRecord},
                                                               {4, RefusalKind::kPassing},
                                                               {5, RefusalKind::kRecord}}));
}

TEST(Refusals, NameTheRecordThatIsStampedTooFarAhead) {
  const std::string topic = UniqueName("ahead");
  KafkaClient(TestBroker().bootstrap_servers()).CreateTopic(topic, 1, {{"message.timestamp.after.max.ms", "3600000"}});
  std::vector<kafka::Outgoing> records;
  for (uint64_t tag = 1; tag <= 3; ++tag) records.push_back(Record(topic, tag));
  records[1].timestamp_ms = 4'000'000'000'000;
  EXPECT_EQ(Refused(records), (std::map<uint64_t, RefusalKind>{
                                  {1, RefusalKind::kPassing}, {2, RefusalKind::kRecord}, {3, RefusalKind::kPassing}}));
}

TEST(Refusals, OfASizeAreTheWholeBatchs) {
  const std::string topic = UniqueName("small");
  KafkaClient(TestBroker().bootstrap_servers()).CreateTopic(topic, 1, {{"max.message.bytes", "2000"}});
  const std::string large(1500, 'x');
  std::vector<kafka::Outgoing> records;
  for (uint64_t tag = 1; tag <= 2; ++tag) records.push_back(Record(topic, tag));
  for (kafka::Outgoing& record : records) record.value = large;
  EXPECT_EQ(Refused(records),
            (std::map<uint64_t, RefusalKind>{{1, RefusalKind::kTooLarge}, {2, RefusalKind::kTooLarge}}));
  EXPECT_TRUE(Refused(records, {1'000'000, /*max_batch_bytes=*/2000}).empty());
}

// librdkafka asks for 10 seconds whether the topic comes.
TEST(Refusals, OfATopicThatIsNotThereAreTheTopics) {
  EXPECT_EQ(Refused({Record(UniqueName("nowhere"), 7)}), (std::map<uint64_t, RefusalKind>{{7, RefusalKind::kTopic}}));
}

TEST(Refusals, OfATransactionAreNamedOnceItIsAborted) {
  const std::string topic = UniqueName("compacted");
  KafkaClient(TestBroker().bootstrap_servers()).CreateTopic(topic, 1, {{"cleanup.policy", "compact"}});
  auto producer = kafka::Producer::Create(SettingsOf(TestBroker()), topic, /*linger_ms=*/50);
  ASSERT_TRUE(producer.ok()) << producer.status();
  ASSERT_TRUE(WaitUntil([&] { return (*producer)->InitTransactions(1000).outcome == kafka::TransactionOutcome::kDone; },
                        seconds(30)));
  ASSERT_TRUE((*producer)->BeginTransaction().ok());
  kafka::Outgoing record = Record(topic, 11);
  ASSERT_TRUE((*producer)->Produce(record).ok());
  record.tag = 12;
  record.key = std::nullopt;
  ASSERT_TRUE((*producer)->Produce(record).ok());
  EXPECT_EQ((*producer)->CommitTransaction(30'000).outcome, kafka::TransactionOutcome::kAbort);
  const std::vector<kafka::Refusal> refusals = (*producer)->TakeRefusals();
  ASSERT_EQ(refusals.size(), 2u);
  EXPECT_EQ(refusals[1].tag, 12u);
  EXPECT_EQ(refusals[1].kind, RefusalKind::kRecord);
  EXPECT_EQ((*producer)->AbortTransaction(30'000).outcome, kafka::TransactionOutcome::kDone);
  // The same producer goes on without it, and fails once more.
  int aborts = 0;
  for (;; ++aborts) {
    ASSERT_TRUE((*producer)->BeginTransaction().ok());
    ASSERT_TRUE((*producer)->Produce(Record(topic, 11)).ok());
    const kafka::TransactionResult committed = (*producer)->CommitTransaction(30'000);
    EXPECT_TRUE((*producer)->TakeRefusals().empty());
    if (committed.outcome == kafka::TransactionOutcome::kDone) break;
    ASSERT_EQ(committed.outcome, kafka::TransactionOutcome::kAbort) << committed.status;
    ASSERT_LT(aborts, 1) << committed.status;
    ASSERT_EQ((*producer)->AbortTransaction(30'000).outcome, kafka::TransactionOutcome::kDone);
  }
}

}  // namespace
}  // namespace wirefold
