// A dead letter as it stands in its topic, and the raw record that it becomes again. Pure.
//
//   StoredLetter letter = ReadLetter(message);
//   kafka::Outgoing raw = RawRecordOf(message, letter, raw_topic, raw_partitions);
//
// How a dead letter is made is in worker/runtime/outcome_record.h.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "worker/kafka/message.h"
#include "worker/kafka/outgoing.h"

namespace wirefold {

// How often a record was sent back; a header of the raw record, which its next dead letter keeps.
inline constexpr std::string_view kReplaysHeader = "wirefold.replays";

struct StoredLetter {
  int32_t partition = 0;  // its place in the dead letter topic
  int64_t offset = 0;
  std::optional<int64_t> timestamp_ms;  // the raw record's; nullopt: it had none
  // What its headers say; empty or nullopt where they say nothing.
  std::string raw_topic;
  std::optional<int32_t> raw_partition;
  std::optional<int64_t> raw_offset;
  std::string group;
  std::string stage;
  std::string code;
  std::string message;
  int64_t replays = 0;
  bool incomplete = false;  // its topic did not take all of the raw record
  bool operator==(const StoredLetter&) const = default;
};

// What `dlq replay` does with a letter, and why. The names are permanent, see dlq.md.
enum class LetterState : uint8_t {
  kWaiting,     // it is sent back
  kReplayed,    // it was sent back: a mark says so
  kForeign,     // of another raw topic or group, or no dead letter of a worker
  kIncomplete,  // the raw record is not whole any more
  kExhausted,   // it was sent back as often as it may be
};
inline constexpr size_t kLetterStates = 5;
const char* LetterStateName(LetterState state);

struct ReplayRules {
  std::string raw_topic;
  std::string group;
  int64_t max_replays = 3;  // of one raw record
};

LetterState StateOf(const StoredLetter& letter, bool replayed, const ReplayRules& rules);

// Of a name that is there several times the last counts: the worker's own headers follow those of the raw record. Of
// several counts of replays the largest does.
StoredLetter ReadLetter(const kafka::Message& message);

// Key, value and headers as they came first, and the count of replays. The partition is the one that it came from, or,
// where there is no such partition any more, the key's. It is stamped anew: by its old time retention might take it
// before it is read. Views point into `message`.
kafka::Outgoing RawRecordOf(const kafka::Message& message, const StoredLetter& letter, const std::string& raw_topic,
                            int32_t raw_partitions);

// The headers of the raw record that the letter came from.
std::vector<kafka::Header> RawHeaders(const kafka::Message& message);

}  // namespace wirefold
