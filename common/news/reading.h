// Reading: a text as the finders of attribution see it, and the small syntax that they share. For attribute.cc and the
// find_*.cc files.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/ids.h"
#include "common/news/agency_lexicon.h"
#include "common/news/article.h"
#include "common/news/language_forms.h"
#include "common/news/mark_maps.h"

namespace wirefold {

struct Reading {
  // `article.language` is BCP 47 or empty. Of the paragraphs those of the body are read.
  Reading(const Article& article, const std::vector<Paragraph>& paragraphs, const AgencyLexicon& lexicon,
          const LanguageForms& forms);

  std::string_view text;             // the article's body; all offsets are of it
  std::string folded;                // FoldCase(text)
  MarkMaps maps;                     // of the text, and of `folded`
  std::string_view language;         // BCP 47, may be empty
  std::vector<ByteSpan> paragraphs;  // those of the body, in order
  bool has_agency_byline = false;    // the article's author field names an agency
  const AgencyLexicon& lexicon;
  const LanguageForms& forms;
  // What one pass over each paragraph finds, in order: names of agencies, and forms of kSoughtForms.
  std::vector<FoundPhrase> names;
  std::vector<FoundPhrase> sought_forms;

  // Those of a paragraph.
  std::span<const FoundPhrase> NamesIn(ByteSpan paragraph) const { return Within(names, paragraph); }
  std::span<const FoundPhrase> FormsIn(ByteSpan paragraph) const { return Within(sought_forms, paragraph); }

  std::string_view View(ByteSpan span) const { return text.substr(span.begin, span.end - span.begin); }
  // The longest form at `at` that is one of `kinds`; none: false.
  FoundPhrase FormAt(size_t at, uint32_t kinds) const;
  // Behind the form; `at` when there is none.
  size_t SkipForm(size_t at, uint32_t kinds) const;
  // The name of an agency at `at`.
  FoundPhrase NameAt(size_t at) const { return lexicon.names().At(text, at); }
  const AgencyName& Name(const FoundPhrase& found) const { return lexicon.At(found.value); }

 private:
  static std::span<const FoundPhrase> Within(const std::vector<FoundPhrase>& found, ByteSpan paragraph);
};

// "AFP, EFE y Reuters": the names of a list.
struct NameList {
  std::vector<const AgencyName*> names;  // known ones, in order, none twice
  size_t unknown = 0;                    // parts that no agency is called
  bool All() const { return !names.empty() && unknown == 0; }
};
NameList ReadNames(const Reading& reading, ByteSpan span);
// The same of a list that must be nothing else. Where All() is false, it may not have been read to its end.
NameList ReadNamesAlone(const Reading& reading, ByteSpan span);

// The bracket that opens at `at`: what is inside, and behind it. Round, square and full-width ones.
struct Bracket {
  ByteSpan inside;
  size_t end = 0;  // 0: none, or it does not close within `kMaxBracketBytes`
};
inline constexpr size_t kMaxBracketBytes = 160;
Bracket ReadBracket(const Reading& reading, size_t at, size_t limit);
// The bracket that closes at the end of `span`, blanks and a full stop behind it included.
Bracket ReadBracketBefore(const Reading& reading, ByteSpan span);

// A day as a dateline writes it: "Sept. 5", "5 de mayo de 2020", "Monday, 3 March", "3月14日". `date` is "2020-05-05"
// or
// "--05-05"; empty where the words stand for no day of the calendar.
struct WrittenDate {
  std::string date;
  size_t end = 0;  // 0: none is there
};
WrittenDate ReadWrittenDate(const Reading& reading, size_t at, size_t limit);

// The number that up to `digits` digits write; -1: none. `at` moves behind it.
int ReadNumber(std::string_view text, size_t& at, size_t limit, int digits);

inline ByteSpan SpanOf(size_t begin, size_t end) { return {static_cast<uint32_t>(begin), static_cast<uint32_t>(end)}; }
// Without blanks at both ends.
ByteSpan TrimSpan(std::string_view text, ByteSpan span);

}  // namespace wirefold
