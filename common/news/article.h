// The article at its two stages: decoded (`Article`) and cleaned and attributed (`CleanArticle`, `Provenance`).
// Plain data; what the producer did not say stays empty.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/base/ids.h"

namespace wirefold {

// A decoded raw article (IPTC ninjs words). `body` is the input text that all spans of this file refer to, if nothing
// else is said; valid UTF-8, no NUL. Where they stand in the clean body: body_map.h.
struct Article {
  std::string uri;
  std::string version;
  std::string url;
  std::string headline;
  std::string summary;
  std::string body;
  std::vector<std::string> by;
  std::string published;
  std::string modified;
  std::string language;
  std::string publisher;
  std::vector<std::string> captions;  // of its pictures; never in `body`
  // Whose text fields beside the author's say it is: an agency's credit line, an organisation.
  std::string credit_line;
  std::string copyright_holder;
  std::vector<std::string> keywords;
  // As given: IPTC's pubStatus ("usable", "canceled"); whether it is free to read ("true", "false"; "locked").
  std::string status;
  std::string access;
  // For plain text: the headline line inside `body` (also copied to `headline`).
  std::optional<ByteSpan> headline_in_body;
  bool operator==(const Article&) const = default;
};

enum class ParagraphClass : uint8_t { kBody = 1, kHeadline = 2, kStandfirst = 3 };

struct Paragraph {
  ByteSpan span;
  ParagraphClass paragraph_class = ParagraphClass::kBody;
  bool operator==(const Paragraph&) const = default;
};

// Bytes taken out of the text. `rule_id` names the row of a table (furniture_rules.h), or is
// "repeated_paragraph".
struct Removed {
  ByteSpan span;
  std::string category;
  std::string rule_id;
  bool operator==(const Removed&) const = default;
};

// Numbers are those of the wire (enriched_article.proto).
enum class ArticleFlag : uint8_t {
  kLiveBlog = 1,
  kPressRelease = 2,
  kOpinion = 3,
  kCorrection = 4,
  kPaywalled = 5,
  kPartlyCleaned = 6,
  kDamagedText = 7,
  kCreditsDisagree = 8,
  kAdvisory = 9,
  kWithdrawn = 10,
};

// A piece of the input text that stays, and where it begins in CleanArticle::body.
struct KeptPiece {
  ByteSpan span;
  uint32_t body_begin = 0;
  bool operator==(const KeptPiece&) const = default;
};

struct CleanArticle {
  std::string headline;
  std::string standfirst;
  std::string body;                   // kept BODY paragraphs, joined by "\n\n"
  std::vector<KeptPiece> kept;        // what makes up `body`, in order, not overlapping
  std::vector<Paragraph> paragraphs;  // in order
  std::vector<Removed> removed;       // in order, not overlapping
  std::vector<std::string> related_links;
  std::vector<std::string> captions;
  std::vector<std::string> carriers;
  std::vector<std::string> keywords;
  bool keywords_found = false;  // in the text: the producer gave none
  std::vector<ArticleFlag> flags;
  bool truncated = false;
  bool operator==(const CleanArticle&) const = default;
};

// Numbers are those of the wire (enriched_article.proto), which has more.
enum class CreditKind : uint8_t { kOrigin = 1, kInputs = 2, kFeed = 3, kRepublished = 4, kCopyright = 5 };
enum class CreditEvidence : uint8_t { kDateline = 1, kSignoff = 2, kByline = 3, kDisclaimer = 4, kMetadata = 5 };

// Which text of Article a credit was found in: `body`, an entry of `by`, `credit_line`, `copyright_holder`. Numbers are
// those of the wire, where kText is what stands in the input text and not in the body.
enum class FoundIn : uint8_t { kText = 1, kByline = 2, kCreditLine = 3, kCopyrightHolder = 4 };

struct Credit {
  std::string agency_id;
  CreditKind kind = CreditKind::kOrigin;
  CreditEvidence evidence = CreditEvidence::kSignoff;
  ByteSpan span;  // of the text that it was found in
  float confidence = 0;
  FoundIn found_in = FoundIn::kText;
  uint32_t entry = 0;  // of `by`, from 0
  bool operator==(const Credit&) const = default;
};

struct Citation {
  std::string name;
  std::string agency_id;
  std::string cue;
  std::vector<ByteSpan> spans;  // one for each time cited
  bool operator==(const Citation&) const = default;
};

// Whose picture it is; never a credit for the text.
struct PhotoCredit {
  std::string raw;
  std::string agency_id;
  ByteSpan span;
  bool operator==(const PhotoCredit&) const = default;
};

struct Dateline {
  std::string raw;
  std::vector<std::string> places;
  std::string date;       // "2024-01-10", "--01-10" or empty
  std::string agency_id;  // empty when none
  ByteSpan span;
  bool operator==(const Dateline&) const = default;
};

struct Quote {
  ByteSpan span;
  std::string speaker;
  bool closed = false;
  bool operator==(const Quote&) const = default;
};

// Whose text it is and whom it quotes.
struct Provenance {
  std::vector<std::string> by;
  std::optional<Dateline> dateline;
  std::vector<Credit> credits;
  std::vector<Citation> citations;
  std::vector<PhotoCredit> photo_credits;
  std::vector<Quote> quotes;
  // Pieces of the body that are not shingled: dateline, sign-off, credit lines. In order, not overlapping.
  std::vector<ByteSpan> not_shingled;
  // A field names an agency as the origin, and the text another one.
  bool credits_disagree = false;
  bool operator==(const Provenance&) const = default;
};

}  // namespace wirefold
