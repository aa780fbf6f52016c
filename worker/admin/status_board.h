// StatusBoard: collects what /statusz shows. The worker's thread puts things up, any thread takes a copy. Bounded in
// memory whatever comes; an entry costs tens of nanoseconds.
//
//   board.Outcome(latency_ms);                        // worker
//   board.Story({story, copies, headline, ...});      // worker
//   const std::string page = StatusHtml(board.Snapshot(now_ms), Refresh::kOn);   // HTTP
//
// Clocks are the caller's.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "worker/admin/status.h"

namespace wirefold {

// A copy that was published.
struct StorySighting {
  uint64_t story = 0;
  uint64_t copies = 0;  // articles of the story up to this one
  std::string_view headline;
  std::string_view agency;
  std::string_view publisher;
  int64_t first_seen_ms = 0;  // of the earliest article it was compared with
  int64_t seen_ms = 0;
};

// Percentiles of latencies, told up to a quarter too high.
class LatencyCounts {
 public:
  void Add(int64_t latency_ms);
  uint64_t count() const { return count_; }
  // The upper bound of what `share` of the latencies are within; 0 when there are none.
  double Percentile(double share) const;

 private:
  static constexpr size_t kPerOctave = 4;
  static constexpr size_t kBuckets = 30 * kPerOctave;  // up to 12 days
  std::array<uint32_t, kBuckets> buckets_{};
  uint64_t count_ = 0;
};

class StatusBoard {
 public:
  static constexpr int64_t kSampleMs = 2000;
  static constexpr size_t kSamples = 300;  // ten minutes
  static constexpr size_t kStories = 64;
  static constexpr size_t kStoryPublishers = 12;
  static constexpr int64_t kStoryQuietMs = 3'600'000;  // a story without a copy for so long is over
  static constexpr size_t kDeadLetters = 20;
  static constexpr size_t kTroubles = 20;
  static constexpr size_t kTextBytes = 240;  // of each text

  StatusBoard(std::string topic, std::string group, int64_t started_ms);

  // One record was committed. nullopt: its time is not known.
  void Outcome(std::optional<int64_t> latency_ms);
  void Story(const StorySighting& sighting);
  // Its texts are cut to size.
  void DeadLetter(DeadLetterStatus letter);
  // One line of the log; lines of one `kind` are one entry. Any thread.
  void Trouble(int64_t time_ms, bool error, std::string_view kind, std::string_view message, std::string_view detail);
  // The present state of all partitions and of the index. Ends the sample when its time is over.
  void Update(int64_t now_ms, std::vector<PartitionStatus> partitions, const IndexStatus& index);

  // All but the readiness and the configuration.
  Status Snapshot(int64_t now_ms) const;

 private:
  void EndSample(int64_t now_ms);
  StoryStatus* FindStory(uint64_t story);
  StoryStatus* PlaceFor(const StorySighting& sighting);

  mutable std::mutex mutex_;
  Status status_;  // its stories, samples and lists are kept below
  int64_t sample_began_ms_;
  uint64_t sample_records_ = 0;
  LatencyCounts sample_latencies_;
  std::deque<StatusSample> samples_;
  std::vector<StoryStatus> stories_;  // no two of one story; at most kStories
  std::deque<DeadLetterStatus> dead_letters_;
  std::deque<std::pair<std::string, TroubleStatus>> troubles_;  // by kind
};

}  // namespace wirefold
