// ExplainedArticle: what the pipeline finds in one article, each finding with its place and what it was found by. For
// people: `wirefold explain` shows it. Pure.
//
//   ExplainedArticle explained = Explain(dossier, "urn:1", "paper.example");
//   for (const TextMark& mark : explained.marks) Show(mark, explained.text);
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/ids.h"
#include "common/pipeline/understand.h"

namespace wirefold {

enum class MarkKind : uint8_t { kRemoved, kDateline, kCredit, kPhotoCredit, kQuote, kCitation };
// "removed", "dateline", "credit", "photo credit", "quote", "citation".
std::string_view NameOf(MarkKind kind);

struct TextMark {
  ByteSpan span;  // of ExplainedArticle::text
  MarkKind kind = MarkKind::kRemoved;
  std::string what = {};  // "reuters, ORIGIN", "CNN", "said by Lena Strand"
  std::string rule = {};  // by what it was found: "SIGNOFF", "the words \"according to\"", the id of a furniture rule
  std::optional<ByteSpan> in_body = {};  // what is left of it in the record's body
  bool operator==(const TextMark&) const = default;
};

// What stands in a field, or in no place that could be shown.
struct ExplainedFact {
  std::string name;   // "author", "credit"
  std::string value;  // "Lena Strand", "pti, ORIGIN"
  std::string rule;   // "BYLINE"; may be empty
  bool operator==(const ExplainedFact&) const = default;
};

struct ExplainedArticle {
  std::string id;
  std::string publisher;
  std::string headline;
  std::string language;
  std::string text;             // the input text, furniture included
  std::vector<TextMark> marks;  // by their beginnings; of those that begin alike the longer one first
  std::vector<ExplainedFact> facts;

  const std::string& Title() const { return headline.empty() ? id : headline; }
};

ExplainedArticle Explain(const Dossier& dossier, std::string_view id, std::string_view publisher);

// A stretch of the text and the marks that lie on all of it, as indices, outer ones first.
struct MarkedSegment {
  ByteSpan span;
  std::vector<size_t> marks;
};
// The whole text, piece by piece. Linear but for marks that lie on one place.
std::vector<MarkedSegment> SegmentsOf(size_t text_bytes, const std::vector<TextMark>& marks);

}  // namespace wirefold
