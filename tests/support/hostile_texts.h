// Texts that cost most: each is a unit repeated, of which some step of the way from bytes to claim must look at every
// one. One table for all functions that take input, so that what is hostile to one is tried on the others.
//
//   for (const HostileText& text : AllHostileTexts()) Try(text.OfBytes(1 << 16));
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace wirefold {

struct HostileText {
  const char* name;
  std::string_view unit;
  std::string_view second_unit = "";  // of the second half, when there is one
  std::string_view head = "";
  std::string_view foot = "";

  std::string OfBytes(size_t bytes) const {
    std::string text(head);
    const size_t half = second_unit.empty() ? bytes : bytes / 2;
    while (text.size() < half) text += unit;
    while (text.size() < bytes) text += second_unit;
    return text.append(foot);
  }
};

inline std::vector<HostileText> HostileMarkup() {
  return {
      {"OpenElements", "<div>"},
      {"OpenFormatting", "<b><i>"},
      {"OpenFormattingWithAttributes", "<font color=red><p>"},
      {"MisnestedElements", "<b><p></b>"},
      {"TablesInTables", "<table><tr><td>"},
      {"TextInTables", "x<tr>", "", "<table>"},
      {"Attributes", " a=1", "", "<p"},
      {"QuotesInATag", "\"", "", "<p a="},
      {"TagsNeverClosed", "<p "},
      {"Comments", "<!--"},
      {"Scripts", "<script>"},
      {"ClosingTags", "</p>"},
      {"Links", "<a href=x>y</a> "},
      {"LineBreaks", "<br>"},
      {"References", "&amp;"},
      {"ReferencesTwice", "&amp;amp;"},
      {"Ampersands", "&"},
      {"Mojibake", "\xC3\x83\xC2\xA9"},
      {"LinksOfArticles",
       "Skaters return to the park at last\nAfter three mild winters the ice is thick enough for all who own "
       "skates.\n"},
      {"LinksInMarkdown", "[a](http"},
      {"StrongInMarkdown", "**a "},
      {"WrappedLines", "A line of fifty letters that was broken at a width\n"},
  };
}

// For credits and citations.
inline std::vector<HostileText> HostileNames() {
  return {
      {"Datelines", "(Reuters) - "},
      {"OpeningBrackets", "("},
      {"ClosingBrackets", ")"},
      {"Names", "CNN "},
      {"NamesGlued", "CNN"},
      {"NamesAndSlashes", "AP/"},
      {"NamesAndSlashesInASentence", "Splash/", "a", "The "},
      {"NamesCited", "according to CNN "},
      {"NamesThatReported", "CNN reported "},
      {"Initials", "PTI "},
      {"SignoffsOnLines", "(ANI)\n"},
      {"InputsOnLines", "(With inputs from PTI and AP)\n"},
      {"StraightQuotes", "\""},
      {"OpeningQuotes", "“"},
      {"ClosingQuotes", "”"},
      {"Dashes", "—"},
      {"Hyphens", "- "},
  };
}

inline std::vector<HostileText> HostileTexts() {
  using namespace std::string_view_literals;
  return {
      // Furniture.
      {"Shortcodes", "[ad]"},
      {"ClosingShortcodes", "[/p]"},
      {"ShortcodesWithNames", "[gallery id=\"1\"]"},
      {"ShortcodesNeverClosed", "[abc x=\""},
      {"ShortcodesOnLines", "[ad]\n"},
      {"ShareBars", "Share this\n"},
      {"TagLines", "Tags: ice\n"},
      {"TailHeadings", "Leave a Reply\n"},
      {"Labels", "ALSO READ:"},
      {"GluedLabels", ".ALSO READ: The lake"},
      {"BarLabels", "Read more | "},
      {"TagVerbs", "reports "},
      {"StandfirstTags", "May….reports Valley News\n"},
      {"Counters", "[+1 chars]"},
      {"CountersBehindSpace", "… [+1 chars]\n"},
      {"AFirstLineThatOthersBeginLike", ".", "\na", "a"},
      {"LinesWithoutLetters", ".", "\n.", "........................................"},
      {"LinesThatBeginAlike", "The council said on Tuesday that\n", "The council said on Tuesday.\n"},
      {"AFirstLineRepeated", "The council said on Tuesday that the library opens.\n"},
      // Tokens.
      {"Letters", "a"},
      {"Words", "a "},
      {"LineEnds", "\n"},
      {"Spaces", " "},
      {"NoBreakSpaces", "\xC2\xA0"},
      {"Digits", "1"},
      {"Thousands", "1,000"},
      {"Commas", "1,"},
      {"Accents", "é"},
      {"Marks", "\u0301"},
      {"MarksOutOfOrder", "\u0316\u0301"},
      {"MarksOutOfOrderBehindALetter", "\u0301", "\u0316", "a"},
      {"ManyLettersInOne", "\uFDFA"},
      {"SoftHyphens", "\u00AD"},
      {"ZeroWidth", "\u200B"},
      {"Han", "新"},
      {"HanAndLetters", "新a"},
      {"Punctuation", "’"},
      // Bytes.
      {"NoUtf8", "\xFF"},
      {"Utf8CutShort", "\xE2\x80"},
      {"Nul", "\0"sv},
      {"Escapes", "\x1B[2J"},
      {"ByteOrderMarks", "\xEF\xBB\xBF"},
      // JSON.
      {"Backslashes", "\\"},
      {"SurrogateEscapes", "\\ud83d"},
      {"OpeningLists", "["},
      {"OpeningObjects", "{\"a\":"},
      {"SmallNumbers", "1.5,", "", "{\"by\":[", "1],\"body\":\"b\"}"},
      {"LargeNumbers", "1e999,", "", "{\"by\":[", "1],\"body\":\"b\"}"},
      {"OneLongNumber", "7", "", "{\"id\":", ",\"body\":\"b\"}"},
      {"OneLongFraction", "7", "", "{\"id\":0.", ",\"body\":\"b\"}"},
      {"NumbersAsIds", "\"id\":1.5,", "", "{", "\"body\":\"b\"}"},
      {"OddBodies", "\"body\":{},", "", "{", "\"text\":\"b\"}"},
      {"OddBodiesOfTwoNames", "\"content\":[[]],\"body\":false,", "", "{", "\"text\":\"b\"}"},
      {"AnObjectOfManyMembers", "\"a\":1,", "", "{\"author\":{", "\"z\":1},\"body\":\"b\"}"},
      {"AuthorsWithoutNames", "{},", "", "{\"author\":[", "{}],\"body\":\"b\"}"},
      {"AuthorsWithNames", "{\"name\":[\"A\"]},", "", "{\"author\":[", "{}],\"body\":\"b\"}"},
      {"ABodyInParts", "\"a\",", "", "{\"body\":[", "\"b\"]}"},
      {"UnknownKeys", "\"a\":\"b\",", "", "{", "\"body\":\"b\"}"},
      {"AnErrorAtTheEnd", "\"a\":\"b\",", "", "{", "x}"},
      // Addresses.
      {"Percents", "%"},
      {"EscapedBytes", "%41"},
      {"Slashes", "/"},
      {"Segments", "a/"},
      {"DotDots", "../"},
      {"SegmentsAndDotDots", "a/", "../"},
      {"AmpSegments", "amp/"},
      {"Parameters", "&a=b"},
      {"TrackingParameters", "&utm_a=b"},
      {"Questions", "?"},
      {"Dots", "."},
      {"HostLabels", "m."},
      {"Ats", "@"},
      {"Colons", ":"},
      {"Fragments", "#"},
      {"AddressesInAddresses", "www.google.com/amp/s/"},
      // Protobuf.
      {"ShortFields", "\x3A\x01x"},
      {"UnknownFields", "\xBA\x3E\x01x"},
      {"Groups", "\x0B"},
      {"EndlessVarints", "\x80"},
  };
}

inline std::vector<HostileText> AllHostileTexts() {
  std::vector<HostileText> all = HostileTexts();
  for (const std::vector<HostileText>& more : {HostileMarkup(), HostileNames()})
    all.insert(all.end(), more.begin(), more.end());
  return all;
}

}  // namespace wirefold
