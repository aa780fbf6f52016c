#include "common/news/speaker_scripts.h"

#include <algorithm>
#include <string_view>

#include "common/news/letters.h"

namespace wirefold {
namespace {

constexpr size_t kMaxNameBytes = 90;
constexpr size_t kMaxWords = 6;

bool IsKoreanLetter(char32_t c) { return c >= 0xAC00 && c <= 0xD7A3; }
bool IsJapaneseLetter(char32_t c) {
  return (c >= 0x3040 && c <= 0x30FF) || (c >= 0x3400 && c <= 0x9FFF) || c == 0x3005;
}
bool IsArabicLetter(char32_t c) { return c >= 0x620 && c <= 0x6FF && IsWordLetter(c); }

std::string_view Without(std::string_view name, std::initializer_list<std::string_view> endings) {
  for (const std::string_view ending : endings) {
    if (name.ends_with(ending)) return name.substr(0, name.size() - ending.size());
  }
  return name;
}

// What the sentence speaks of: its beginning up to は, behind the last の of it.
std::string JapaneseSpeaker(const Reading& reading, ByteSpan quote, size_t sentence) {
  constexpr std::string_view kTopic = "は";
  constexpr std::string_view kOf = "の";
  if (!reading.FormAt(quote.end, kSay)) return "";
  const std::string_view lead = reading.View(SpanOf(sentence, quote.begin));
  const size_t topic = lead.find(kTopic);
  if (topic == std::string_view::npos || topic == 0 || topic > kMaxNameBytes) return "";
  std::string_view name = lead.substr(0, topic);
  if (const size_t of = name.rfind(kOf); of != std::string_view::npos) name = name.substr(of + kOf.size());
  name = Without(name, {"氏", "さん", "容疑者"});
  size_t letters = 0;
  for (size_t at = 0; at < name.size(); at += CodePointAt(name, at).bytes) {
    const char32_t c = CodePointAt(name, at).value;
    if (!IsJapaneseLetter(c) && !IsUpperLetter(c) && c != 0x30FB) return "";
    ++letters;
  }
  return letters >= 2 ? std::string(name) : "";
}

// The words up to the first that ends in the particle of a topic.
std::string KoreanSpeaker(const Reading& reading, ByteSpan quote, size_t sentence) {
  if (!reading.FormAt(quote.end, kSay)) return "";
  std::string_view lead = reading.View(SpanOf(sentence, quote.begin));
  if (const size_t bracket = lead.find_last_of("])"); bracket != std::string_view::npos)
    lead = lead.substr(bracket + 1);
  lead = TrimBlanks(lead);
  size_t words = 0;
  for (size_t at = 0; at < lead.size() && words < kMaxWords; ++words) {
    const size_t end = std::min(lead.find(' ', at), lead.size());
    const std::string_view word = lead.substr(at, end - at);
    const std::string_view stem = Without(word, {"은", "는"});
    if (stem.size() < word.size() && stem.size() > std::string_view("가").size())
      return std::string(lead.substr(0, at + stem.size()));
    if (!IsKoreanLetter(CodePointAt(word, 0).value) && DigitValue(CodePointAt(word, 0).value) < 0) return "";
    at = end + 1;
  }
  return "";
}

// The words behind the verb, up to a colon or the word for "that".
std::string ArabicSpeaker(const Reading& reading, ByteSpan quote, size_t sentence) {
  const std::string_view text = reading.text;
  size_t verb_end = 0;
  for (size_t at = sentence; at < quote.begin && verb_end == 0;) {
    // "and" is written onto the verb.
    const CodePoint c = CodePointAt(text, at);
    const bool attached = c.value == 0x648 || c.value == 0x641;
    FoundPhrase say = reading.FormAt(at, kSay);
    if (!say && attached) say = reading.FormAt(at + c.bytes, kSay);
    if (say && IsArabicLetter(CodePointAt(text, say.begin).value)) verb_end = say.end;
    while (at < quote.begin && !IsBlank(CodePointAt(text, at).value)) at += CodePointAt(text, at).bytes;
    at = SkipBlanks(text, at);
  }
  if (verb_end == 0) return "";
  std::string_view behind = reading.View(SpanOf(verb_end, quote.begin));
  size_t end = std::min(behind.find_first_of(":\n"), behind.size());
  for (const std::string_view stop : {" إن", " أن", "،", " في "}) end = std::min(end, behind.find(stop));
  const std::string_view name = TrimBlanks(behind.substr(0, end));
  const bool all_letters =
      std::all_of(name.begin(), name.end(), [](char c) { return c == ' ' || static_cast<unsigned char>(c) >= 0x80; });
  const auto words = 1 + static_cast<size_t>(std::count(name.begin(), name.end(), ' '));
  // One word may be a noun: "the source", "the statement".
  const bool name_like = all_letters && words >= 2 && words <= kMaxWords;
  return name_like && name.size() <= kMaxNameBytes ? std::string(name) : "";
}

}  // namespace

std::string SpeakerByScript(const Reading& reading, ByteSpan quote, size_t sentence) {
  if (sentence >= quote.begin) return "";
  // The first letter of such a script tells it.
  char32_t first = 0;
  reading.maps.AnyOf(SpanOf(sentence, quote.begin), &MarkMap::MarksAndAbove, [&](size_t at) {
    if ((static_cast<unsigned char>(reading.text[at]) & 0xC0) == 0x80) return false;
    const char32_t c = CodePointAt(reading.text, at).value;
    if (IsArabicLetter(c) || IsKoreanLetter(c) || IsJapaneseLetter(c)) first = c;
    return first != 0;
  });
  if (first == 0) return "";
  if (IsArabicLetter(first)) return ArabicSpeaker(reading, quote, sentence);
  if (IsKoreanLetter(first)) return KoreanSpeaker(reading, quote, sentence);
  return JapaneseSpeaker(reading, quote, sentence);
}

}  // namespace wirefold
