#include "common/intake/input_place.h"

#include <algorithm>
#include <cstdint>
#include <limits>

#include "absl/strings/str_format.h"
#include "common/base/ascii.h"
#include "common/codec/wire_reader.h"
#include "common/intake/json_numbers.h"
#include "common/text/utf8.h"

namespace wirefold {
namespace {

class JsonScan {
 public:
  explicit JsonScan(std::string_view json) : json_(json) {}

  std::optional<size_t> ErrorOffset() {
    bool value_next = true;  // else: a comma, a closing bracket, or the end
    for (;;) {
      Space();
      if (at_ == json_.size()) return value_next || !open_.empty() ? std::optional(at_) : std::nullopt;
      if (!value_next) {
        if (open_.empty()) return at_;
        if (json_[at_] == open_.back()) {
          Close();
          continue;
        }
        if (json_[at_] != ',') return at_;
        ++at_;
        if (open_.back() == '}' && !Key()) return at_;
        value_next = true;
        continue;
      }
      const char c = json_[at_];
      if (c == '{' || c == '[') {
        ++at_;
        open_ += c == '{' ? '}' : ']';
        Space();
        if (at_ < json_.size() && json_[at_] == open_.back()) {
          Close();
          value_next = false;
        } else if (c == '{' && !Key()) {
          return at_;
        }
        continue;
      }
      if (!(c == '"' ? String() : IsDigit(c) || c == '-' ? Number() : Word())) return at_;
      value_next = false;
    }
  }

 private:
  // Each of these stays at the error and returns false, or moves behind what it read.

  bool Key() {
    Space();
    if (at_ == json_.size() || json_[at_] != '"' || !String()) return false;
    Space();
    if (at_ == json_.size() || json_[at_] != ':') return false;
    ++at_;
    return true;
  }

  bool String() {
    for (size_t i = at_ + 1; i < json_.size(); ++i) {
      if (json_[i] == '"') {
        at_ = i + 1;
        return true;
      }
      if (json_[i] != '\\') continue;
      const std::string_view escape = json_.substr(i + 1, 5);
      bool sound = !escape.empty() && std::string_view("\"\\/bfnrtu").find(escape[0]) != std::string_view::npos;
      if (sound && escape[0] == 'u') {
        for (size_t j = 1; j < 5; ++j) sound = sound && j < escape.size() && HexValue(escape[j]) >= 0;
      }
      if (!sound) {
        at_ = i;
        return false;
      }
      ++i;
    }
    return false;
  }

  bool Number() {
    size_t end = at_;
    while (end < json_.size() &&
           (IsDigit(json_[end]) || std::string_view("+-.eE").find(json_[end]) != std::string::npos))
      ++end;
    if (!IsJsonNumber(json_.substr(at_, end - at_))) return false;
    at_ = end;
    return true;
  }

  bool Word() {
    for (std::string_view word : {"true", "false", "null"}) {
      if (!json_.substr(at_).starts_with(word)) continue;
      at_ += word.size();
      return true;
    }
    return false;
  }

  void Space() { at_ = std::min(json_.find_first_not_of(" \t\r\n", at_), json_.size()); }

  void Close() {
    open_.pop_back();
    ++at_;
  }

  std::string_view json_;
  size_t at_ = 0;
  std::string open_;  // the closing brackets that are due
};

}  // namespace

std::optional<size_t> JsonErrorOffset(std::string_view json) { return JsonScan(json).ErrorOffset(); }

std::string ProtobufError(std::string_view bytes) {
  constexpr uint64_t kLastField = 11;  // of RawArticle; all are strings
  WireReader in(bytes);
  while (!in.empty()) {
    const size_t begin = bytes.size() - in.left();
    uint64_t tag = 0;
    if (!in.Varint(tag)) return absl::StrFormat("at byte %d a tag is cut short", begin);
    const uint64_t field = tag >> 3;
    if (field == 0 || tag > std::numeric_limits<uint32_t>::max()) {
      return absl::StrFormat("at byte %d the tag %d is none", begin, tag);
    }
    uint64_t size = 0;
    switch (tag & 7) {
      case 0:
        if (!in.Varint(size)) return absl::StrFormat("at byte %d field %d is cut short", begin, field);
        continue;
      case 1:
        size = 8;
        break;
      case 2:
        if (!in.Varint(size)) return absl::StrFormat("at byte %d field %d is cut short", begin, field);
        break;
      case 5:
        size = 4;
        break;
      default:
        return absl::StrFormat("at byte %d field %d has wire type %d", begin, field, tag & 7);
    }
    std::string_view value;
    if (!in.Bytes(size, value)) {
      return absl::StrFormat("at byte %d field %d says %d bytes, %d are left", begin, field, size, in.left());
    }
    if ((tag & 7) == 2 && field <= kLastField && !IsValidUtf8(value)) {
      return absl::StrFormat("at byte %d field %d is not UTF-8", begin, field);
    }
  }
  return "";
}

}  // namespace wirefold
