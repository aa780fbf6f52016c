#include "common/intake/json_numbers.h"

#include <algorithm>
#include <charconv>
#include <cstdint>

#include "common/base/ascii.h"
#include "common/base/check.h"

namespace wirefold {
namespace {

constexpr std::string_view kJsonSpace = " \t\r\n";
constexpr std::string_view kNumberBytes = "+-.0123456789Ee";

// Behind the string that begins at `at`, or at the end.
size_t BehindString(std::string_view json, size_t at) {
  for (++at; at < json.size() && json[at] != '"'; ++at) {
    if (json[at] == '\\') ++at;
  }
  return std::min(at + 1, json.size());
}

size_t BehindSpace(std::string_view json, size_t at) {
  return std::min(json.find_first_not_of(kJsonSpace, at), json.size());
}

// Behind the value that begins at `at`: where a ',' or '}' of the object around it stands.
size_t BehindValue(std::string_view json, size_t at) {
  for (int depth = 0; at < json.size();) {
    const char c = json[at];
    if (c == '"') {
      at = BehindString(json, at);
      continue;
    }
    const bool closes = c == '}' || c == ']';
    if (depth == 0 && (closes || c == ',')) return at;
    depth += c == '{' || c == '[' ? 1 : closes ? -1 : 0;
    ++at;
  }
  return at;
}

template <typename Number>
bool Holds(std::string_view text) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size();
}

bool IsLarge(std::string_view number) {
  if (!IsJsonNumber(number)) return false;
  const bool integer = number.find_first_of(".eE") == std::string_view::npos;
  return !(integer ? Holds<int64_t>(number) || Holds<uint64_t>(number) : Holds<double>(number));
}

}  // namespace

std::string_view MemberText(std::string_view json, size_t index) {
  size_t at = json.find('{') + 1;
  for (size_t i = 0; at < json.size(); ++i) {
    at = BehindString(json, BehindSpace(json, at));  // the key
    at = BehindSpace(json, json.find(':', at) + 1);
    const size_t end = BehindValue(json, at);
    if (i == index) {
      const std::string_view value = json.substr(at, end - at);
      return value.substr(0, value.find_last_not_of(kJsonSpace) + 1);
    }
    at = end + 1;
  }
  WF_CHECK(false && "a member that the object does not have");
}

std::string QuoteLargeNumbers(std::string_view json) {
  std::string out;
  out.reserve(json.size() + 2);
  for (size_t at = 0; at < json.size();) {
    size_t end = at + 1;
    bool large = false;
    if (json[at] == '"') {
      end = BehindString(json, at);
    } else if (kNumberBytes.find(json[at]) != std::string_view::npos) {
      end = std::min(json.find_first_not_of(kNumberBytes, at), json.size());
      large = IsLarge(json.substr(at, end - at));
    }
    if (large) out += '"';
    out += json.substr(at, end - at);
    if (large) out += '"';
    at = end;
  }
  return out;
}

bool IsJsonNumber(std::string_view text) {
  const auto digits = [&] {
    const size_t count = std::min(text.find_first_not_of("0123456789"), text.size());
    text.remove_prefix(count);
    return count;
  };
  const auto take = [&](std::string_view any_of) {
    const bool there = !text.empty() && any_of.find(text.front()) != std::string_view::npos;
    text.remove_prefix(there ? 1 : 0);
    return there;
  };
  take("-");
  const bool zero = text.starts_with('0');
  const size_t whole = digits();
  if (whole == 0 || (zero && whole > 1)) return false;
  if (take(".") && digits() == 0) return false;
  if (take("eE")) {
    take("+-");
    if (digits() == 0) return false;
  }
  return text.empty();
}

}  // namespace wirefold
