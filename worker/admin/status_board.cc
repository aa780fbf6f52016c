#include "worker/admin/status_board.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <utility>

#include "common/base/printable.h"
#include "common/base/version.h"

namespace wirefold {
namespace {

std::string Bounded(std::string_view text) { return Printable(text, StatusBoard::kTextBytes); }

// More copies first, of as many the one with the newest.
bool IsAhead(const StoryStatus& a, const StoryStatus& b) {
  return std::pair(a.copies, a.last_seen_ms) > std::pair(b.copies, b.last_seen_ms);
}

void AddPublisher(std::string_view publisher, StoryStatus& story) {
  if (publisher.empty() || story.more_publishers) return;
  std::string name = Bounded(publisher);
  if (std::find(story.publishers.begin(), story.publishers.end(), name) != story.publishers.end()) return;
  story.more_publishers = story.publishers.size() == StatusBoard::kStoryPublishers;
  if (!story.more_publishers) story.publishers.push_back(std::move(name));
}

}  // namespace

// Bucket 4 × octave + quarter: 1, 1.25, 1.5, 1.75, 2, 2.5 … ms.
void LatencyCounts::Add(int64_t latency_ms) {
  const uint64_t quarters = 4 * static_cast<uint64_t>(std::clamp<int64_t>(latency_ms, 1, int64_t{1} << 40));
  const auto octave = static_cast<size_t>(std::bit_width(quarters)) - 3;
  const size_t bucket = kPerOctave * octave + ((quarters >> octave) & 3);
  ++buckets_[std::min(bucket, kBuckets - 1)];
  ++count_;
}

double LatencyCounts::Percentile(double share) const {
  const auto wanted = static_cast<uint64_t>(std::ceil(share * static_cast<double>(count_)));
  uint64_t below = 0;
  for (size_t bucket = 0; bucket < kBuckets && count_ > 0; ++bucket) {
    below += buckets_[bucket];
    if (below < std::max<uint64_t>(wanted, 1)) continue;
    return std::ldexp(1.0 + static_cast<double>(bucket % kPerOctave + 1) / kPerOctave,
                      static_cast<int>(bucket / kPerOctave));
  }
  return 0;
}

StatusBoard::StatusBoard(std::string topic, std::string group, int64_t started_ms) : sample_began_ms_(started_ms) {
  status_.version = kVersion;
  status_.topic = std::move(topic);
  status_.group = std::move(group);
  status_.started_ms = started_ms;
  status_.sample_ms = kSampleMs;
}

void StatusBoard::Outcome(std::optional<int64_t> latency_ms) {
  std::lock_guard lock(mutex_);
  ++status_.records;
  ++sample_records_;
  if (latency_ms) sample_latencies_.Add(*latency_ms);
}

StoryStatus* StatusBoard::FindStory(uint64_t story) {
  const auto found =
      std::find_if(stories_.begin(), stories_.end(), [&](const StoryStatus& one) { return one.story == story; });
  return found == stories_.end() ? nullptr : &*found;
}

// A free place, or that of the story which is the least or over; null when this one is less still.
StoryStatus* StatusBoard::PlaceFor(const StorySighting& sighting) {
  if (stories_.size() < kStories) return &stories_.emplace_back();
  const int64_t over_ms = sighting.seen_ms - kStoryQuietMs;
  StoryStatus& last = *std::max_element(stories_.begin(), stories_.end(), [&](const auto& a, const auto& b) {
    const bool a_over = a.last_seen_ms < over_ms;
    const bool b_over = b.last_seen_ms < over_ms;
    return a_over != b_over ? b_over : IsAhead(a, b);
  });
  return last.last_seen_ms < over_ms || last.copies <= sighting.copies ? &last : nullptr;
}

void StatusBoard::Story(const StorySighting& sighting) {
  std::lock_guard lock(mutex_);
  StoryStatus* story = FindStory(sighting.story);
  if (story == nullptr) {
    story = PlaceFor(sighting);
    if (story == nullptr) return;
    *story = {};
    story->story = sighting.story;
    story->headline = Bounded(sighting.headline);
    story->first_seen_ms = sighting.first_seen_ms;
  }
  story->copies = std::max(story->copies, sighting.copies);
  story->first_seen_ms = std::min(story->first_seen_ms, sighting.first_seen_ms);
  story->last_seen_ms = std::max(story->last_seen_ms, sighting.seen_ms);
  if (story->agency.empty()) story->agency = Bounded(sighting.agency);
  AddPublisher(sighting.publisher, *story);
}

void StatusBoard::DeadLetter(DeadLetterStatus letter) {
  for (std::string* text : {&letter.stage, &letter.code, &letter.reason}) *text = Bounded(*text);
  std::lock_guard lock(mutex_);
  ++status_.dead_letters;
  dead_letters_.push_front(std::move(letter));
  if (dead_letters_.size() > kDeadLetters) dead_letters_.pop_back();
}

void StatusBoard::Trouble(int64_t time_ms, bool error, std::string_view kind, std::string_view message,
                          std::string_view detail) {
  std::lock_guard lock(mutex_);
  const std::string key = Bounded(kind);
  const auto same = std::find_if(troubles_.begin(), troubles_.end(), [&](const auto& one) { return one.first == key; });
  TroubleStatus trouble{time_ms, time_ms, 1, error, Bounded(message), Bounded(detail)};
  if (same != troubles_.end()) {
    trouble.first_ms = same->second.first_ms;
    trouble.times = same->second.times + 1;
    troubles_.erase(same);
  }
  troubles_.emplace_front(key, std::move(trouble));
  if (troubles_.size() > kTroubles) troubles_.pop_back();
}

void StatusBoard::Update(int64_t now_ms, std::vector<PartitionStatus> partitions, const IndexStatus& index) {
  std::lock_guard lock(mutex_);
  status_.partitions = std::move(partitions);
  status_.index = index;
  if (now_ms < sample_began_ms_) sample_began_ms_ = now_ms;  // the clock was set back
  if (now_ms - sample_began_ms_ >= kSampleMs) EndSample(now_ms);
}

void StatusBoard::EndSample(int64_t now_ms) {
  StatusSample sample;
  sample.time_ms = now_ms;
  sample.records_per_second =
      static_cast<double>(sample_records_) * 1000 / static_cast<double>(now_ms - sample_began_ms_);
  sample.p50_ms = sample_latencies_.Percentile(0.5);
  sample.p99_ms = sample_latencies_.Percentile(0.99);
  for (const PartitionStatus& partition : status_.partitions) {
    sample.lag_seconds = std::max(sample.lag_seconds, partition.lag_seconds.value_or(0));
  }
  samples_.push_back(sample);
  if (samples_.size() > kSamples) samples_.pop_front();
  sample_records_ = 0;
  sample_latencies_ = {};
  sample_began_ms_ = now_ms;
}

Status StatusBoard::Snapshot(int64_t now_ms) const {
  std::lock_guard lock(mutex_);
  Status status = status_;
  status.now_ms = now_ms;
  status.samples.assign(samples_.begin(), samples_.end());
  status.last_dead_letters.assign(dead_letters_.begin(), dead_letters_.end());
  for (const auto& [kind, trouble] : troubles_) status.troubles.push_back(trouble);
  for (const StoryStatus& story : stories_) {
    if (story.last_seen_ms >= now_ms - kStoryQuietMs) status.stories.push_back(story);
  }
  std::sort(status.stories.begin(), status.stories.end(), IsAhead);
  return status;
}

}  // namespace wirefold
