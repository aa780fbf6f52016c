#include "worker/runtime/log_identity.h"

#include <gtest/gtest.h>

namespace wirefold {
namespace {

TEST(LogIdentity, IsReadBackFromTheMetadata) {
  const LogIdentity identity{0x00c0ffee00c0ffee, "news.claims.v1"};
  EXPECT_EQ(CommitMetadata(identity), "wirefold log=00c0ffee00c0ffee topic=news.claims.v1");
  EXPECT_EQ(ParseCommitMetadata(CommitMetadata(identity)), identity);
}

TEST(LogIdentity, OtherMetadataIsNone) {
  for (const char* other : {"", "x", "wirefold log=", "wirefold log=00c0ffee00c0ffe topic=a",
                            "wirefold log=00c0ffee00c0ffeg topic=a", "wirefold log=00c0ffee00c0ffee"}) {
    EXPECT_EQ(ParseCommitMetadata(other), std::nullopt) << other;
  }
}

}  // namespace
}  // namespace wirefold
