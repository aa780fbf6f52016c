// `dlq list`, `dlq show`, `dlq replay`: what stands in the dead letter topic, and the way back to the raw topic. What
// they print, and why a replay loses and doubles nothing, is in dlq.md.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "worker/config/config.h"

namespace wirefold {

struct DlqOptions {
  std::vector<std::string> filters;  // "code=INVALID_JSON", see dlq_filter.h
  int64_t max = 0;                   // letters at most; 0: all
  std::string format = "text";       // or "json"
  std::string place;                 // of `show`: "3@120"
  bool dry_run = false;              // of `replay`
  int64_t max_replays = 3;           // of one raw record
};

// Each returns an exit code. 64: a filter or a place that is none. 69: no broker. 78: no such topic, or a compacted
// one.

int RunDlqList(const Config& config, const DlqOptions& options);

// 66: no dead letter stands there.
int RunDlqShow(const Config& config, const DlqOptions& options);

// 65: the raw topic does not take some of the letters; the others are sent. 75: another replay of the group took over,
// or the brokers gave this one up: the same again goes on where it ended.
int RunDlqReplay(const Config& config, const DlqOptions& options);

}  // namespace wirefold
