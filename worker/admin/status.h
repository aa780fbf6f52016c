// Status: what a worker says of itself to people, as one plain value. The board collects it (status_board.h), pure
// functions render it (status_html.h, status_json.h). Times are Unix milliseconds, 0: unknown. Texts come from records
// and brokers: they are valid UTF-8 on one line and bounded (status_board.h), and still hostile.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace wirefold {

struct Readiness {
  std::vector<std::pair<std::string, bool>> checks;
  bool ok() const {
    return std::all_of(checks.begin(), checks.end(), [](const auto& check) { return check.second; });
  }
};

struct PartitionStatus {
  int32_t partition = 0;
  int64_t committed = -1;  // offset; -1: not known
  int64_t end = -1;        // likewise
  std::optional<int64_t> lag_records;
  std::optional<double> lag_seconds;
  int64_t progress_ms = 0;  // last commit, or the assignment
  size_t in_flight = 0;     // records
  bool stuck = false;
};

struct IndexStatus {
  uint64_t articles = 0;
  uint64_t fingerprints = 0;
  uint64_t bytes = 0;
  int64_t oldest_ms = 0;         // log time of the oldest article
  uint64_t window_articles = 0;  // what the window may hold at most
  int64_t window_seconds = 0;
  std::optional<int64_t> lag_records;  // of the claims log, not applied yet
  double lag_seconds = 0;
  std::optional<int64_t> retention_ms;  // of the claims topic
};

// Of one interval.
struct StatusSample {
  int64_t time_ms = 0;  // its end
  double records_per_second = 0;
  double p50_ms = 0;  // raw timestamp to commit; 0 when nothing was committed
  double p99_ms = 0;
  double lag_seconds = 0;  // of the partition that is latest
};

struct StoryStatus {
  uint64_t story = 0;
  uint64_t copies = 0;  // articles of the story as far as this worker knows, the first one too
  std::string headline;
  std::string agency;
  std::vector<std::string> publishers;  // that this worker saw
  bool more_publishers = false;         // than are listed
  int64_t first_seen_ms = 0;
  int64_t last_seen_ms = 0;
};

struct DeadLetterStatus {
  int64_t time_ms = 0;
  int32_t partition = 0;
  int64_t offset = 0;
  std::string stage;
  std::string code;
  std::string reason;
};

// Log lines that say the same.
struct TroubleStatus {
  int64_t first_ms = 0;
  int64_t last_ms = 0;
  uint64_t times = 0;
  bool error = false;  // else a warning
  std::string message;
  std::string detail;  // of the last time
};

struct Status {
  std::string version;
  std::string topic;
  std::string group;
  int64_t now_ms = 0;
  int64_t started_ms = 0;
  Readiness readiness;
  uint64_t records = 0;  // committed since the start
  uint64_t dead_letters = 0;
  std::vector<PartitionStatus> partitions;  // by number
  IndexStatus index;
  int64_t sample_ms = 0;                            // what one sample is of
  std::vector<StatusSample> samples;                // oldest first
  std::vector<StoryStatus> stories;                 // most copies first
  std::vector<DeadLetterStatus> last_dead_letters;  // newest first
  std::vector<TroubleStatus> troubles;              // newest first
  std::string config;                               // effective, redacted
};

}  // namespace wirefold
