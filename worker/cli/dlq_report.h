// Dead letters as people read them and as JSON, one object a line (dlq.md). Pure.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "worker/cli/dead_letter.h"
#include "worker/kafka/message.h"

namespace wirefold {

struct LetterRow {
  StoredLetter letter;
  LetterState state = LetterState::kWaiting;
};

// A table; and one line of JSON for each letter.
std::string LettersText(const std::vector<LetterRow>& rows);
std::string LetterJson(const LetterRow& row);

// One letter whole: what is above, key, headers and value; as text where they are text, else in hexadecimal digits.
std::string WholeLetterText(const LetterRow& row, const kafka::Message& message);
std::string WholeLetterJson(const LetterRow& row, const kafka::Message& message);

// "3@120": partition and offset in the dead letter topic.
std::string PlaceText(const StoredLetter& letter);

// How many letters of one kind, and where the first of them are.
class Tally {
 public:
  void Add(const StoredLetter& letter);
  int64_t count() const { return count_; }
  std::string Text() const;  // "12: 0@3 0@7 … and 10 more"

 private:
  int64_t count_ = 0;
  std::vector<std::string> first_;
};

struct ReplaySummary {
  std::string raw_topic;
  bool dry_run = false;
  int64_t sent = 0;                           // by this run
  std::array<Tally, kLetterStates> states{};  // of letters that match, as they were found; sent ones are no part of it
  Tally refused;                              // the raw topic does not take them
  bool stopped_at_max = false;                // there may be more
};
std::string SummaryText(const ReplaySummary& summary);
std::string SummaryJson(const ReplaySummary& summary);

}  // namespace wirefold
