// What a group committed, for one who is no member of it and does not become one.
//
//   absl::StatusOr<std::unique_ptr<GroupOffsets>> offsets = GroupOffsets::Create(settings, group_id);
//   (*offsets)->Read("news.articles.raw.v1", {0, 1, 2}, /*timeout_ms=*/1000);
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "worker/kafka/kafka.h"

namespace wirefold::kafka {

class GroupOffsets {
 public:
  static absl::StatusOr<std::unique_ptr<GroupOffsets>> Create(const ClientSettings& settings,
                                                              const std::string& group_id,
                                                              Isolation isolation = Isolation::kReadCommitted);
  ~GroupOffsets();
  // By partition, waiting for open transactions unless these are left out (kReadUncommitted). Unavailable: not within
  // `timeout_ms`.
  absl::StatusOr<std::map<int32_t, CommittedOffset>> Read(const std::string& topic,
                                                          const std::vector<int32_t>& partitions, int timeout_ms);

 private:
  struct Impl;
  explicit GroupOffsets(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace wirefold::kafka
