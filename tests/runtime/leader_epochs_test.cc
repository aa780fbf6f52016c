#include "worker/kafka/leader_epochs.h"

#include <gtest/gtest.h>

namespace wirefold::kafka {
namespace {

TEST(LeaderEpochs, AreThoseOfTheLastRecordBefore) {
  LeaderEpochs epochs;
  for (int64_t offset : {10, 11, 14}) epochs.Add(offset, 2);  // 12 and 13 were compacted away
  for (int64_t offset : {15, 20}) epochs.Add(offset, 5);
  for (int64_t next : {11, 12, 13, 15}) EXPECT_EQ(epochs.Before(next), 2) << next;
  for (int64_t next : {16, 18, 21, 30}) EXPECT_EQ(epochs.Before(next), 5) << next;
}

TEST(LeaderEpochs, AreUnknownWhereNoneWasTold) {
  LeaderEpochs epochs;
  EXPECT_EQ(epochs.Before(0), LeaderEpochs::kUnknown);
  epochs.Add(10, 2);
  epochs.Add(20, LeaderEpochs::kUnknown);
  for (int64_t next : {0, 10, 21}) EXPECT_EQ(epochs.Before(next), LeaderEpochs::kUnknown) << next;
  EXPECT_EQ(epochs.Before(20), 2);
}

TEST(LeaderEpochs, OfTheNewestRecordsAreKept) {
  LeaderEpochs epochs;
  for (int i = 0; i < 100; ++i) epochs.Add(i, i);
  EXPECT_EQ(epochs.Before(100), 99);
  EXPECT_EQ(epochs.Before(1), LeaderEpochs::kUnknown);
}

}  // namespace
}  // namespace wirefold::kafka
