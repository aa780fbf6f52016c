// `explain`: what the pipeline finds in one article, or why two are one story or two. Files, stdin, or the raw topic.
#pragma once

#include <cstdio>
#include <string>
#include <vector>

#include "worker/config/config.h"

namespace wirefold {

struct ExplainOptions {
  std::vector<std::string> articles;  // files, or with `from_topic` ids or PARTITION@OFFSET; none: stdin; at most two
  std::string input_format = "auto";  // auto, json, text, html, protobuf
  std::string format = "text";        // text, json, html
  bool from_topic = false;
};

// Writes to `out`, through a pager when that is a terminal; what is wrong to `err`. Returns an exit code: 65 for an
// article that cannot be read as one, 66 for one that is not there.
int RunExplain(const Config& config, const ExplainOptions& options, FILE* out, FILE* err);

}  // namespace wirefold
