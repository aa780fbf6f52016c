// Which dead letters a verb is about: --filter KEY=VALUE. Pure.
//
//   absl::StatusOr<LetterFilter> filter = ParseFilters({"code=INVALID_JSON", "since=2h"}, WallMs());
//   filter->Matches(letter);
//
//   code=INVALID_JSON   stage=decode   partition=3   offset=120   offset=100-200   since=2h since=2026-11-27T08:00:00Z
//
// partition and offset are the letter's place in the dead letter topic, as `dlq list` prints it; since is about the raw
// record's time, which its dead letter keeps. A key that is given several times takes any of its values; all keys that
// are given must match.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "worker/cli/dead_letter.h"

namespace wirefold {

struct LetterFilter {
  std::set<std::string> codes;  // in capitals
  std::set<std::string> stages;
  std::set<int32_t> partitions;
  std::vector<std::pair<int64_t, int64_t>> offsets;  // both included
  std::optional<int64_t> since_ms;                   // a letter without a time does not match
  bool operator==(const LetterFilter&) const = default;

  bool Matches(const StoredLetter& letter) const;
};

// InvalidArgument names the filter and what is wrong with it.
absl::StatusOr<LetterFilter> ParseFilters(const std::vector<std::string>& filters, int64_t now_ms);

struct LetterPlace {
  int32_t partition = 0;
  int64_t offset = 0;
  bool operator==(const LetterPlace&) const = default;
};

// "3@120". InvalidArgument: it is no such place.
absl::StatusOr<LetterPlace> ParsePlace(const std::string& text);

}  // namespace wirefold
