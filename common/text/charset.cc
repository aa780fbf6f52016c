#include "common/text/charset.h"

#include <uchardet/uchardet.h>
#include <unicode/ucnv.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <utility>

#include "common/base/ascii.h"
#include "common/base/printable.h"
#include "common/text/utf8.h"

namespace wirefold {
namespace {

constexpr size_t kLookedAtBytes = 1 << 16;  // for the guess
constexpr size_t kDeclarationBytes = 2048;  // where pages declare a charset
constexpr size_t kFewHighBytes = 4;         // fewer say nothing of a charset
constexpr size_t kUtf8PerIllFormed = 4;     // so many sound sequences for each ill-formed byte: it is UTF-8
constexpr size_t kTextPerControl = 200;     // more control characters make it no text

// What a name means (WHATWG encodings), and what the guesser's names stand for.
constexpr std::pair<std::string_view, const char*> kMeans[] = {{"iso-8859-1", "windows-1252"},
                                                               {"latin1", "windows-1252"},
                                                               {"ascii", "windows-1252"},
                                                               {"us-ascii", "windows-1252"},
                                                               {"iso-8859-9", "windows-1254"},
                                                               {"iso-8859-8", "windows-1255"},
                                                               {"iso-8859-8-i", "windows-1255"},
                                                               {"iso-8859-13", "windows-1257"},
                                                               {"iso-8859-11", "windows-874"},
                                                               {"tis-620", "windows-874"},
                                                               {"koi8-r", "KOI8-U"},
                                                               {"gb2312", "gb18030"},
                                                               {"gbk", "gb18030"},
                                                               {"hz-gb-2312", "HZ"},
                                                               {"euc-kr", "windows-949"},
                                                               {"ks_c_5601-1987", "windows-949"},
                                                               {"uhc", "windows-949"},
                                                               {"shift_jis", "ibm-943_P15A-2003"},
                                                               {"shift-jis", "ibm-943_P15A-2003"},
                                                               {"sjis", "ibm-943_P15A-2003"},
                                                               {"x-sjis", "ibm-943_P15A-2003"},
                                                               {"windows-31j", "ibm-943_P15A-2003"},
                                                               {"big5", "Big5-HKSCS"},
                                                               {"mac-cyrillic", "x-mac-cyrillic"},
                                                               {"euc-tw", "ibm-964_P110-1999"}};

std::string MeaningOf(std::string_view name) {
  for (const auto& [one, means] : kMeans) {
    if (EqualsIgnoringCase(one, name)) return means;
  }
  return std::string(name);
}

// Windows' charsets have letters where the ISO ones have controls (80 to 9F): bytes there tell which one it is.
std::string WithLettersInC1(std::string name, std::string_view bytes) {
  const bool any =
      std::any_of(bytes.begin(), bytes.end(), [](char c) { return (static_cast<uint8_t>(c) & 0xE0) == 0x80; });
  if (any && name == "ISO-8859-2") return "windows-1250";
  if (any && name == "ISO-8859-7") return "windows-1253";
  if (any && name == "ISO-8859-6") return "windows-1256";
  if (any && name == "ISO-8859-15") return "windows-1252";
  return name;
}

bool IsUnicode(std::string_view name) { return StartsIgnoringCase(name, "utf"); }

// Converted text, valid UTF-8; nullopt: no such charset.
std::optional<std::string> Convert(std::string_view bytes, const std::string& charset) {
  UErrorCode error = U_ZERO_ERROR;
  const std::unique_ptr<UConverter, decltype(&ucnv_close)> converter(ucnv_open(charset.c_str(), &error), ucnv_close);
  if (U_FAILURE(error)) return std::nullopt;
  const icu::UnicodeString text(bytes.data(), static_cast<int32_t>(bytes.size()), converter.get(), error);
  if (U_FAILURE(error)) return std::nullopt;
  std::string utf8;
  text.toUTF8String(utf8);
  return RepairUtf8(utf8);
}

bool HoldsUndefined(std::string_view text) {
  if (text.find("\xEF\xBF\xBD") != std::string_view::npos) return true;
  // C1 controls (C2 80 to C2 9F): bytes that the charset has no letter for.
  for (size_t at = text.find('\xC2'); at != std::string_view::npos && at + 1 < text.size();
       at = text.find('\xC2', at + 1)) {
    if (static_cast<uint8_t>(text[at + 1]) < 0xA0 && text[at + 1] != '\x85') return true;
  }
  return false;
}

bool IsText(std::string_view text) {
  size_t controls = 0;
  for (const char c : text) {  // without a branch, so that the compiler takes many at once
    const auto byte = static_cast<uint8_t>(c);
    controls +=
        (byte < ' ' || byte == 0x7F) & (byte != '\t') & (byte != '\n') & (byte != '\f') & (byte != '\r') ? 1 : 0;
  }
  return controls * kTextPerControl <= text.size();
}

std::optional<std::string> TextOnly(std::optional<std::string> text) {
  if (text && !IsText(*text)) text.reset();
  return text;
}

// "UTF-16LE" when most bytes at odd places are zero, as in Latin text; empty: neither.
std::string Utf16ByZeros(std::string_view bytes) {
  const std::string_view head = bytes.substr(0, 512);
  size_t zeros[2] = {};
  for (size_t i = 0; i < head.size(); ++i) zeros[i % 2] += head[i] == '\0' ? 1 : 0;
  const size_t many = head.size() / 4;
  if (head.size() < 8 || bytes.size() % 2 != 0) return "";
  if (zeros[1] > many && zeros[0] < many / 8 + 1) return "UTF-16LE";
  if (zeros[0] > many && zeros[1] < many / 8 + 1) return "UTF-16BE";
  return "";
}

// Of ISO-2022: "ESC $" or "ESC (".
bool HoldsEscapes(std::string_view bytes) {
  for (size_t at = bytes.find('\x1B'); at < bytes.size(); at = bytes.find('\x1B', at + 1)) {
    const std::string_view next = bytes.substr(at + 1, 1);
    if (next == "$" || next == "(") return true;
  }
  return false;
}

struct Sequences {
  size_t sound = 0;
  size_t ill_formed = 0;  // bytes
};

Sequences CountSequences(std::string_view bytes) {
  Sequences count;
  for (size_t at = 0; (at = EndOfAscii(bytes, at)) < bytes.size();) {
    const size_t length = Utf8SequenceLength(bytes, at);
    ++(length == 0 ? count.ill_formed : count.sound);
    at += std::max<size_t>(length, 1);
  }
  return count;
}

std::string Guess(std::string_view bytes) {
  const std::unique_ptr<uchardet, decltype(&uchardet_delete)> detector(uchardet_new(), uchardet_delete);
  const std::string_view head = bytes.substr(0, kLookedAtBytes);
  if (uchardet_handle_data(detector.get(), head.data(), head.size()) != 0) return "";
  uchardet_data_end(detector.get());
  return uchardet_get_charset(detector.get());
}

}  // namespace

std::optional<std::string> ToUtf8(std::string_view bytes, std::string_view declared) {
  if (bytes.starts_with("\xEF\xBB\xBF")) return TextOnly(RepairUtf8(bytes));
  const bool even = bytes.size() % 2 == 0;
  if (even && bytes.starts_with("\xFF\xFE")) return TextOnly(Convert(bytes.substr(2), "UTF-16LE"));
  if (even && bytes.starts_with("\xFE\xFF")) return TextOnly(Convert(bytes.substr(2), "UTF-16BE"));
  if (const std::string utf16 = Utf16ByZeros(bytes); !utf16.empty()) return TextOnly(Convert(bytes, utf16));
  const Sequences sequences = CountSequences(bytes);
  const bool escapes = HoldsEscapes(bytes);
  if ((sequences.ill_formed == 0 && !escapes) || sequences.sound >= kUtf8PerIllFormed * sequences.ill_formed + 1) {
    return TextOnly(RepairUtf8(bytes));
  }
  if (!declared.empty() && !IsUnicode(declared)) {
    std::optional<std::string> text = Convert(bytes, MeaningOf(declared));
    if (text && !HoldsUndefined(*text)) return TextOnly(std::move(text));
  }
  if (sequences.ill_formed > 0 && bytes.find('\0') != std::string_view::npos) return std::nullopt;
  if (sequences.ill_formed < kFewHighBytes && !escapes) return TextOnly(RepairUtf8(bytes));
  const std::string guess = Guess(bytes);
  std::optional<std::string> text;
  if (!guess.empty() && !IsUnicode(guess)) text = Convert(bytes, MeaningOf(WithLettersInC1(guess, bytes)));
  if (!text && 2 * sequences.ill_formed <= bytes.size()) text = Convert(bytes, "windows-1252");
  return TextOnly(std::move(text));
}

std::string_view DeclaredCharset(std::string_view markup) {
  const std::string_view head = markup.substr(0, kDeclarationBytes);
  for (const std::string_view key : {"charset", "encoding"}) {
    for (size_t at = head.find(key); at != std::string_view::npos; at = head.find(key, at + 1)) {
      size_t begin = head.find_first_not_of(" \t", at + key.size());
      if (begin == std::string_view::npos || head[begin] != '=') continue;
      begin = head.find_first_not_of(" \t\"'", begin + 1);
      if (begin == std::string_view::npos) break;
      size_t end = begin;
      while (end < head.size() &&
             (IsAlphanumeric(head[end]) || head[end] == '-' || head[end] == '_' || head[end] == ':'))
        ++end;
      if (end > begin) return head.substr(begin, end - begin);
    }
  }
  return {};
}

}  // namespace wirefold
