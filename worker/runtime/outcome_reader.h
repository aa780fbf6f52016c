// OutcomeReader: which raw records have an outcome in the output topics, from given places on. Committed ones only.
//
//   OutcomeReader reader(client, kafka::NewestOf({{"enriched", 6}}, 100), OutcomeReader::Until::kLastStable, "raw");
//   absl::StatusOr<std::set<Origin>> found = reader.Go(/*timeout_ms=*/200);   // Unavailable: go on
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "worker/kafka/kafka.h"
#include "worker/kafka/tail_reader.h"

namespace wirefold {

// Raw partition and offset.
using Origin = std::pair<int32_t, int64_t>;

// What an enriched record, a tombstone or a dead letter says it comes from. Pure.
std::optional<Origin> OriginPlace(const std::vector<kafka::Header>& headers, const std::string& raw_topic);

class OutcomeReader {
 public:
  enum class Until : uint8_t {
    kLastStable,  // each partition's last stable offset: what is open there is not waited for
    kEnd,         // where each log ended when it was fetched first: what was open then has ended
  };
  OutcomeReader(kafka::ClientSettings client, std::vector<kafka::TailReader::Start> starts, Until until,
                std::string raw_topic);
  // Goes on reading for about `timeout_ms`. Unavailable: not there yet, or an error that a new try may pass; after an
  // error all is read again. PermissionDenied names the right that is missing.
  absl::StatusOr<std::set<Origin>> Go(int timeout_ms);

 private:
  absl::Status ReadOn(int64_t until_ms);
  bool Done() const;

  const kafka::ClientSettings client_;
  const std::vector<kafka::TailReader::Start> starts_;
  const Until until_;
  const std::string raw_topic_;
  std::unique_ptr<kafka::TailReader> reader_;  // null: not begun
  int64_t not_before_ms_ = 0;                  // steady clock, after an error
  std::set<Origin> found_;
};

}  // namespace wirefold
