// What needs no real broker of the claims log: settlements wait until their record is in the log; Genesis is restated;
// what was acknowledged is known before it is read back.
#include "worker/runtime/claims_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "worker/runtime/claims_writer.h"
#include "worker/runtime/kafka_claims.h"

namespace wirefold {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Settlement Of(int64_t claim) { return {ClaimOffset{claim}, StoryId{7}, 1, ""}; }

TEST(SettlementQueue, CarriesTheOldestFirst) {
  SettlementQueue queue(10);
  for (int64_t claim : {1, 2, 3}) queue.Add(Of(claim));
  EXPECT_THAT(queue.Carry(2), ElementsAre(Of(1), Of(2)));
  EXPECT_THAT(queue.Carry(2), ElementsAre(Of(3)));
  EXPECT_THAT(queue.Carry(2), IsEmpty());
}

TEST(SettlementQueue, WhatIsDeliveredIsDone) {
  SettlementQueue queue(10);
  queue.Add(Of(1));
  queue.Carry(5);
  queue.Delivered(1);
  queue.Lost();
  EXPECT_EQ(queue.waiting(), 0u);
}

TEST(SettlementQueue, WhatIsLostWaitsAgainBeforeTheRest) {
  SettlementQueue queue(10);
  for (int64_t claim : {1, 2, 3, 4}) queue.Add(Of(claim));
  queue.Carry(1);
  queue.Carry(1);
  queue.Carry(1);
  queue.Delivered(1);
  queue.Lost();
  EXPECT_THAT(queue.Carry(9), ElementsAre(Of(2), Of(3), Of(4)));
}

TEST(SettlementQueue, ARecordThatCouldNotBeSentGivesItsSettlementsBack) {
  SettlementQueue queue(10);
  for (int64_t claim : {1, 2, 3}) queue.Add(Of(claim));
  queue.Carry(1);
  queue.Carry(1);
  queue.TakeBack();
  EXPECT_EQ(queue.carried(), 1u);
  EXPECT_THAT(queue.Carry(9), ElementsAre(Of(2), Of(3)));
}

TEST(SettlementQueue, IsBounded) {
  SettlementQueue queue(3);
  for (int64_t claim : {1, 2, 3}) queue.Add(Of(claim));
  queue.Carry(3);
  for (int64_t claim : {4, 5, 6, 7}) queue.Add(Of(claim));
  queue.Lost();
  EXPECT_THAT(queue.Carry(9), ElementsAre(Of(5), Of(6), Of(7)));
}

TEST(RestatementTimer, IsDueByLogTimeUnderLoadAndBySteadyTimeInAnIdleLog) {
  constexpr int64_t kHour = kGenesisRestatementMs;
  RestatementTimer timer;
  EXPECT_FALSE(timer.Due(9 * kHour, 9 * kHour));  // nothing to restate yet
  timer.Stated(/*log_ms=*/100 * kHour, /*steady_ms=*/kHour);
  EXPECT_FALSE(timer.Due(101 * kHour, kHour));
  EXPECT_TRUE(timer.Due(101 * kHour + 1, kHour));
  EXPECT_TRUE(timer.Due(100 * kHour, 2 * kHour + 1));
  timer.Said(2 * kHour + 1);
  EXPECT_FALSE(timer.Due(100 * kHour, 2 * kHour + 50'000));
  EXPECT_TRUE(timer.Due(100 * kHour, 2 * kHour + 70'000));
  timer.Stated(102 * kHour, 2 * kHour + 70'001);
  EXPECT_FALSE(timer.Due(102 * kHour, 2 * kHour + 80'000));
}

TEST(KafkaClaimsAppender, KnowsWhereTheLogGoesOnAfterWhatWasAcknowledged) {
#ifdef __SANITIZE_THREAD__
  GTEST_SKIP() << "librdkafka's threads are not visible to the thread sanitizer";
#endif
  auto cluster = kafka::MockCluster::Create(1);
  ASSERT_TRUE(cluster.ok());
  ASSERT_TRUE((*cluster)->CreateTopic("claims", 1).ok());
  kafka::ClientSettings client;
  client.bootstrap_servers = (*cluster)->bootstrap_servers();
  auto appender = KafkaClaimsAppender::Create(client, "claims", {});
  ASSERT_TRUE(appender.ok()) << appender.status();
  EXPECT_EQ((*appender)->acknowledged_end(), -1);
  for (int i = 0; i < 3; ++i) ASSERT_TRUE((*appender)->Append("claim").ok());
  ASSERT_TRUE((*appender)->Flush(/*timeout_ms=*/30'000).ok());
  ASSERT_TRUE((*appender)->Poll().ok());
  EXPECT_EQ((*appender)->acknowledged(), 3u);
  EXPECT_EQ((*appender)->acknowledged_end(), 3);
}

}  // namespace
}  // namespace wirefold
