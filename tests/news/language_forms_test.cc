#include "common/news/language_forms.h"

#include <gtest/gtest.h>

#include "common/news/attribute.h"
#include "common/news/clean.h"

namespace wirefold {
namespace {

std::string WithLineEnds(std::string text) {
  for (size_t at; (at = text.find("\\n")) != std::string::npos;) text.replace(at, 2, "\n");
  return text;
}

Provenance Of(const std::string& text) {
  Article article;
  article.body = WithLineEnds(text);
  return Attribute(article, Clean(article, FurnitureRules::BuiltIn()), AgencyLexicon::BuiltIn());
}

bool Has(const Provenance& provenance, CreditKind kind) {
  for (const Credit& credit : provenance.credits) {
    if (credit.kind == kind) return true;
  }
  return false;
}

// Whether the text says what a row of this kind is there to tell.
bool Tells(const std::string& kind, const Provenance& provenance) {
  if (kind == "months") return provenance.dateline && !provenance.dateline->date.empty();
  if (kind == "inputs_before" || kind == "inputs_after") return Has(provenance, CreditKind::kInputs);
  if (kind == "source" || kind == "reported_by") return Has(provenance, CreditKind::kOrigin);
  if (kind == "copyright") return Has(provenance, CreditKind::kCopyright);
  if (kind == "feed") return Has(provenance, CreditKind::kFeed);
  if (kind == "republished") return Has(provenance, CreditKind::kRepublished);
  if (kind == "photo") return !provenance.photo_credits.empty() && provenance.credits.empty();
  if (kind == "say") return !provenance.quotes.empty() && !provenance.quotes[0].speaker.empty();
  return !provenance.citations.empty();
}

// "kind: text" of rows whose example tells nothing, and of near misses that tell something. Every text is read with the
// forms of all languages, so each near miss is one for all forms.
TEST(LanguageForms, EachRowTellsItsExampleAndNoRowTellsANearMiss) {
  size_t rows = 0;
  for (const LanguageForms::Row& row : LanguageForms::BuiltIn().rows()) {
    if (row.example != "-") {
      ++rows;
      EXPECT_TRUE(Tells(row.kind, Of(row.example))) << row.language << " " << row.kind << ": " << row.example;
    }
    if (row.near_miss == "-") continue;
    const Provenance missed = Of(row.near_miss);
    const std::string what = row.language + " " + row.kind + ": " + row.near_miss;
    EXPECT_TRUE(missed.credits.empty()) << what << " credits " << missed.credits[0].agency_id;
    EXPECT_TRUE(missed.citations.empty()) << what << " cites " << missed.citations[0].name;
    EXPECT_TRUE(missed.photo_credits.empty()) << what;
    EXPECT_TRUE(missed.quotes.empty()) << what;
    EXPECT_FALSE(missed.dateline.has_value()) << what << " dateline " << missed.dateline->raw;
  }
  EXPECT_GT(rows, 250u);
}

TEST(LanguageForms, ABadRowIsRefusedWithItsLanguageAndLine) {
  const auto message = [](std::string_view table) {
    return std::string(LanguageForms::Parse({{"xx", table}}).status().message());
  };
  EXPECT_EQ(message("cue_before\tas told by\t-\t-\n"), "");
  EXPECT_EQ(message("# no\n\ncue_before\tas told by\t-\n"), "forms of xx, line 3: 3 columns instead of 4");
  EXPECT_EQ(message("cue\tas told by\t-\t-\n"), "forms of xx, line 1: no kind of form");
  EXPECT_EQ(message("months\tmay;june\t-\t-\n"), "forms of xx, line 1: a year has 12 months");
  EXPECT_EQ(message("and\tand;;or\t-\t-\n"), "forms of xx, line 1: an empty word");
}

TEST(LanguageForms, AMonthOfTwoMeaningsIsDecidedByTheLanguage) {
  const LanguageForms& forms = LanguageForms::BuiltIn();
  const std::string word = "listopada";
  const FoundPhrase found = forms.phrases().At(word, 0);
  EXPECT_EQ(forms.Month(word, found, "hr"), 10);
  EXPECT_EQ(forms.Month(word, found, "pl-PL"), 11);
  EXPECT_EQ(forms.Month(word, found, ""), 0);
}

}  // namespace
}  // namespace wirefold
