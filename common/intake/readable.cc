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

std::string WithWholeLetters(std::string text) {
  DropStrayJoiners(text);
  MarkLostLetters(text);
  return text;
}

}  // namespace

std::string ReadableText(std::string text) {
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
