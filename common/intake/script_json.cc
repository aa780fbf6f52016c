#include "common/intake/script_json.h"

#include <algorithm>
#include <cstdint>

#include "common/base/ascii.h"
#include "common/text/utf8.h"

namespace wirefold {
namespace {

constexpr size_t kMinBytes = 400;

size_t SkipSpaces(std::string_view text, size_t at) {
  while (at < text.size() && IsSpace(text[at])) ++at;
  return at;
}

// Whether what follows a quotation mark shows that a text ends with it: the end of a member, or a colon.
bool EndsText(std::string_view json, size_t behind) {
  size_t at = SkipSpaces(json, behind);
  if (at == json.size()) return true;
  if (json[at] == ':' || json[at] == '}' || json[at] == ']') return true;
  if (json[at] != ',') return false;
  at = SkipSpaces(json, at + 1);
  if (at == json.size()) return true;
  const std::string_view next = json.substr(at);
  return std::string_view("\"{[}]-0123456789").find(next.front()) != std::string_view::npos ||
         next.starts_with("true") || next.starts_with("false") || next.starts_with("null");
}

// Copies the text whose mark is at `at`; behind its end.
size_t MendText(std::string_view json, size_t at, std::string& out) {
  out += '"';
  for (++at; at < json.size(); ++at) {
    const char c = json[at];
    if (c == '\\' && at + 1 < json.size()) {
      out.append(json, at, 2);
      ++at;
    } else if (c == '"' && EndsText(json, at + 1)) {
      out += '"';
      return at + 1;
    } else if (c == '"') {
      out += "\\\"";
    } else {
      out += static_cast<uint8_t>(c) < 0x20 ? ' ' : c;
    }
  }
  out += '"';
  return at;
}

// Behind the comment that begins at `at`, of markup or of code; `at`: none does.
size_t BehindComment(std::string_view json, size_t at) {
  const std::string_view rest = json.substr(at);
  const auto behind = [&](std::string_view end) {
    const size_t found = json.find(end, at + 2);
    return found == std::string_view::npos ? json.size() : found + end.size();
  };
  if (rest.starts_with("/*")) return behind("*/");
  if (rest.starts_with("//")) return behind("\n");
  if (rest.starts_with("<![CDATA[")) return at + std::string_view("<![CDATA[").size();
  for (const std::string_view mark : {"<!--", "-->", "]]>"}) {
    if (rest.starts_with(mark)) return at + mark.size();
  }
  return at;
}

// Behind the object, list or text that begins at `at`; npos: it has no end.
size_t BehindValue(std::string_view code, size_t at) {
  int depth = 0;
  while (at < code.size()) {
    const size_t next = code.find_first_of("\"{}[]", at);
    if (next == std::string_view::npos) break;
    at = next + 1;
    if (code[next] == '"') {
      while (at < code.size() && code[at] != '"') at += code[at] == '\\' ? 2 : 1;
      if (at >= code.size()) break;
      ++at;
    } else {
      depth += code[next] == '{' || code[next] == '[' ? 1 : -1;
    }
    if (depth <= 0) return at;
  }
  return std::string_view::npos;
}

// What a text of code says, from behind its mark on; a surrogate is left as an escape, for JSON to read.
std::string Unescaped(std::string_view code) {
  std::string out;
  const char mark = code.front();
  for (size_t at = 1; at < code.size() && code[at] != mark; ++at) {
    if (code[at] != '\\' || at + 1 == code.size()) {
      out += code[at];
      continue;
    }
    const char c = code[++at];
    uint32_t number = 0;
    const size_t digits = c == 'u' ? 4 : c == 'x' ? 2 : 0;
    const std::string_view hex = code.substr(at + 1, digits);
    for (const char digit : hex) {
      const char lower = ToLower(digit);
      number = number * 16 + static_cast<uint32_t>(IsDigit(lower) ? lower - '0' : lower - 'a' + 10);
    }
    if (digits > 0 && hex.size() == digits && (number < 0xD800 || number > 0xDFFF)) {
      AppendUtf8(number & 0xFFFF, out);
      at += digits;
    } else if (c == 'u') {
      out += "\\u";
    } else {
      out += c == 'n' ? '\n' : c == 't' ? '\t' : c == 'r' ? '\r' : c;
    }
  }
  return out;
}

// The lines of a text that hold JSON behind a number: `5:["$","div",null,{…}]`.
void VisitLines(std::string_view text, const std::function<void(std::string_view)>& visit) {
  for (size_t begin = 0; begin < text.size();) {
    const size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view line = text.substr(begin, end - begin);
    begin = end + 1;
    const size_t colon = line.substr(0, 8).find(':');
    const std::string_view json = line.substr(std::min(colon, line.size() - 1) + 1);
    if (json.size() >= kMinBytes && (json.front() == '{' || json.front() == '[')) visit(json);
  }
}

}  // namespace

std::string MendScriptJson(std::string_view json) {
  std::string out;
  out.reserve(json.size());
  for (size_t at = 0; at < json.size();) {
    const char c = json[at];
    if (c == '"') {
      at = MendText(json, at, out);
      continue;
    }
    if (const size_t behind = BehindComment(json, at); behind > at) {
      at = behind;
      continue;
    }
    if (c == '}' || c == ']') {
      while (!out.empty() && (IsSpace(out.back()) || out.back() == ',')) out.pop_back();
    }
    if (c != ';') out += c;
    ++at;
  }
  return out;
}

void VisitScriptJson(std::string_view script, const std::function<void(std::string_view)>& visit) {
  constexpr std::string_view kParse = "JSON.parse(";
  constexpr std::string_view kStream = "[1,\"";  // of Next.js
  const size_t first = SkipSpaces(script, 0);
  if (first < script.size() && (script[first] == '{' || script[first] == '[')) return visit(script.substr(first));
  for (size_t at = script.find_first_of("=("); at != std::string_view::npos; at = script.find_first_of("=(", at)) {
    const bool parses = script.substr(0, at + 1).ends_with(kParse);
    at = SkipSpaces(script, at + 1);
    if (at == script.size()) return;
    const bool text = parses && (script[at] == '"' || script[at] == '\'');
    if (text) {
      const std::string json = Unescaped(script.substr(at));
      if (json.size() >= kMinBytes) visit(json);
      at += json.size();
      continue;
    }
    if (script[at] != '{' && script[at] != '[') continue;
    const size_t end = BehindValue(script, at);
    if (end == std::string_view::npos) return;
    const std::string_view value = script.substr(at, end - at);
    at = end;
    if (value.size() < kMinBytes) continue;
    if (value.starts_with(kStream)) {
      VisitLines(Unescaped(value.substr(kStream.size() - 1)), visit);
    } else {
      visit(value);
    }
  }
}

}  // namespace wirefold
