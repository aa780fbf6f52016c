#include "common/intake/readable.h"

#include <algorithm>

#include "common/base/ascii.h"
#include "common/base/spaces.h"
#include "common/html/blocks.h"
#include "common/text/entities.h"
#include "common/text/lost_letters.h"
#include "common/text/markdown.h"
#include "common/text/mojibake.h"
#include "common/text/wrapped_lines.h"

namespace wirefold {

bool StandsForNothing(std::string_view text) {
  // Spaces of Unicode (U+00A0, U+200B, U+3000), too.
  constexpr std::string_view kBlanks[] = {" ", "\t", "\r", "\n", "\xC2\xA0", "\xE2\x80\x8B", "\xE3\x80\x80"};
  std::string_view rest = text;
  for (bool blank = true; blank && !rest.empty();) {
    blank = false;
    for (const std::string_view one : kBlanks) {
      if (!rest.starts_with(one)) continue;
      rest.remove_prefix(one.size());
      blank = true;
      break;
    }
  }
  return rest.empty() || text == "None";
}

bool IsPrintedNothing(std::string_view text) {
  static constexpr std::string_view kNothing[] = {"null",      "nil",      "none",  "nan", "undefined",
                                                  "n/a",       "true",     "false", "0",   "[object object]",
                                                  "[removed]", "[deleted]"};
  constexpr size_t kMostBytes = 32;
  const std::string trimmed = Trimmed(text.substr(0, kMostBytes + 1));
  if (trimmed.size() > kMostBytes) return false;
  if (trimmed.starts_with("<!--") && trimmed.find("-->") + 3 == trimmed.size()) return true;
  return std::none_of(trimmed.begin(), trimmed.end(),
                      [](char c) { return IsAlphanumeric(c) || static_cast<unsigned char>(c) >= 0x80; }) ||
         std::any_of(std::begin(kNothing), std::end(kNothing),
                     [&](std::string_view nothing) { return EqualsIgnoringCase(trimmed, nothing); });
}

bool IsOffer(std::string_view text) {
  constexpr size_t kMaxOfferBytes = 120;
  std::string lower(text.substr(0, kMaxOfferBytes + 1));
  if (lower.size() > kMaxOfferBytes) return false;
  std::transform(lower.begin(), lower.end(), lower.begin(), ToLower);
  const auto has = [&](std::string_view part) { return lower.find(part) != std::string::npos; };
  return (has("available") || has("upgrade") || has("subscri")) && (has(" plan") || has("_plan"));
}

namespace {

std::string WithoutMarkup(std::string text) {
  text = RepairMojibake(std::move(text));
  if (LooksLikeHtml(text)) return TextOfHtml(text);
  if (HasEntity(text)) {
    text = DecodeEntities(text);
    if (LooksLikeHtml(text)) return TextOfHtml(text);
  }
  return LooksLikeMarkdown(text) ? TextOfMarkdown(text) : text;
}

// A text of one line with the ends of its lines spelt out, as strings that were escaped twice have them: "…\\n\\n…".
bool SpellsLineEnds(std::string_view text) {
  constexpr size_t kLeast = 2;
  if (text.find('\n') != std::string_view::npos) return false;
  size_t count = 0;
  for (size_t at = text.find("\\n"); at != std::string_view::npos && count < kLeast; at = text.find("\\n", at + 2))
    ++count;
  return count >= kLeast;
}

// Line ends that are spelt out, and "_x000D_", as spreadsheets spell a carriage return.
void TakeSpeltLineEnds(std::string& text) {
  constexpr std::string_view kReturn = "_x000D_";
  const bool spelt = SpellsLineEnds(text);
  if (!spelt && text.find(kReturn) == std::string::npos) return;
  std::string out;
  out.reserve(text.size());
  for (size_t at = 0; at < text.size();) {
    const std::string_view rest = std::string_view(text).substr(at);
    if (rest.starts_with(kReturn)) {
      out += '\r';
      at += kReturn.size();
    } else if (spelt && (rest.starts_with("\\n") || rest.starts_with("\\r"))) {
      out += rest[1] == 'n' ? '\n' : '\r';
      at += 2;
    } else {
      out += text[at++];
    }
  }
  text = std::move(out);
}

std::string WithWholeLetters(std::string text) {
  DropStrayJoiners(text);
  MarkLostLetters(text);
  return text;
}

}  // namespace

std::string ReadableText(std::string text) {
  TakeSpeltLineEnds(text);
  text = WithWholeLetters(WithoutMarkup(std::move(text)));
  JoinWrappedLines(text);
  return text;
}

std::string ReadableLine(std::string text) {
  text = WithWholeLetters(WithoutMarkup(std::move(text)));
  std::string line;
  AppendFolded(text, line);
  if (line.ends_with(' ')) line.pop_back();
  return line;
}

std::string Trimmed(std::string_view text) {
  const size_t begin = text.find_first_not_of(kSpace);
  if (begin == std::string_view::npos) return "";
  return std::string(text.substr(begin, text.find_last_not_of(kSpace) + 1 - begin));
}

}  // namespace wirefold
