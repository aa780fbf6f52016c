// Articles and claims for the tests of the fold index.
#pragma once

#include <algorithm>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_format.h"
#include "common/fold/genesis.h"
#include "common/fold/verdict.h"
#include "common/shingle/sketch.h"

namespace wirefold {

inline Genesis TestGenesis() {
  Genesis genesis;
  genesis.log_id = 42;
  return genesis;
}

inline std::string Words(uint32_t seed, size_t count) {
  std::mt19937 random(seed);
  std::string text;
  for (size_t i = 0; i < count; ++i) text += "w" + std::to_string(random() % 20000) + " ";
  return text;
}

inline StoryOrigin OriginBy(std::string agency, uint8_t evidence, std::string article) {
  StoryOrigin origin;
  origin.credit.agency_id = std::move(agency);
  origin.credit.evidence = evidence;
  origin.article_id = std::move(article);
  return origin;
}

struct Piece {
  Piece() = default;
  explicit(false) Piece(std::string t, std::string p = "a.example", std::string u = "")
      : text(std::move(t)), publisher(std::move(p)), uri(std::move(u)) {}
  std::string text;
  std::string publisher;
  std::string uri;
  std::string headline;
  uint32_t place = 0;
  OriginCredit origin;
  uint64_t pages = 0;  // Claim::pages_hash
  bool paged = false;
};

inline Claim MakeClaim(int64_t raw_offset, const Piece& piece, const Genesis& genesis) {
  Claim claim;
  claim.raw = {"raw", static_cast<int32_t>(raw_offset % 3), raw_offset};
  claim.content_hash = std::hash<std::string>()(piece.text + piece.uri + piece.publisher);
  claim.article_id = "article-" + std::to_string(raw_offset);
  claim.publisher = piece.publisher;
  claim.uri_hash = piece.uri.empty() ? 0 : std::hash<std::string>()(piece.uri) | 1;
  const std::string_view pieces[] = {piece.text};
  ArticleSketch article = MakeSketch(pieces, piece.headline, genesis.sketch);
  claim.sketch = std::move(article.sketch);
  claim.headline = article.headline;
  claim.place = piece.place;
  claim.origin = piece.origin;
  claim.pages_hash = piece.pages;
  claim.paged = piece.paged;
  return claim;
}

inline std::string LineOf(const Verdict& verdict) {
  std::string line = absl::StrFormat("%d relation %d role %d story %016x copy %d first %s novelty %.6f",
                                     static_cast<int64_t>(verdict.claim_offset), static_cast<int>(verdict.relation),
                                     static_cast<int>(verdict.role), static_cast<uint64_t>(verdict.story_id),
                                     verdict.copy_number, verdict.first_seen_article_id, verdict.novelty);
  if (!verdict.origin.credit.agency_id.empty()) {
    absl::StrAppendFormat(&line, " from %s (%d) by %s", verdict.origin.credit.agency_id, verdict.origin.credit.evidence,
                          verdict.origin.article_id);
  }
  for (const Match& match : verdict.matches) {
    absl::StrAppendFormat(&line, " | %d %d %.6f %.6f %.6f", static_cast<int64_t>(match.claim_offset),
                          static_cast<int>(match.relation), match.resemblance, match.containment,
                          match.match_containment);
  }
  return line + "\n";
}

// A stream as a newsroom makes it: copies, cut, embedded, merged, updated, short, repeated, late.
class Stream {
 public:
  explicit Stream(uint32_t seed) : random_(seed), context_(seed + 1), credits_(seed + 2) {}
  Piece Next() {
    Piece piece;
    piece.publisher = random_() % 10 == 0 ? "" : "p" + std::to_string(random_() % 6);
    if (random_() % 4 == 0) piece.uri = "urn:" + std::to_string(random_() % 40);
    const size_t kind = texts_.empty() ? 0 : random_() % 10;
    if (kind < 3) {
      piece.text = Words(static_cast<uint32_t>(random_()), 20 + random_() % 600);
    } else if (kind < 5) {
      piece.text = Some();
    } else if (kind == 5) {
      piece.text = Some().substr(0, 60 + random_() % 2000);
    } else if (kind == 6) {
      piece.text = Words(static_cast<uint32_t>(random_()), random_() % 400) + Some() +
                   Words(static_cast<uint32_t>(random_()), random_() % 400);
    } else if (kind == 7) {
      piece.text = Some() + Some();
    } else if (kind == 8) {
      piece.text = Words(static_cast<uint32_t>(random_() % 5), random_() % 14);
    } else {
      piece.text = Some();
      for (size_t i = 0; i < piece.text.size(); i += 40 + random_() % 80) piece.text[i] = 'q';
    }
    if (context_() % 3 == 0) piece.headline = Words(static_cast<uint32_t>(context_() % 6), 5);
    if (context_() % 4 == 0) piece.place = 1 + static_cast<uint32_t>(context_() % 2);
    if (credits_() % 3 == 0) piece.origin = {"agency-" + std::to_string(credits_() % 4), Evidence()};
    if (credits_() % 3 == 0) {
      piece.pages = 1 + credits_() % 8;
      piece.paged = credits_() % 2 == 0;
    }
    texts_.push_back(piece.text);
    return piece;
  }
  size_t Pick(size_t n) { return random_() % n; }

 private:
  const std::string& Some() { return texts_[texts_.size() - 1 - random_() % std::min<size_t>(texts_.size(), 30)]; }
  uint8_t Evidence() { return static_cast<uint8_t>(credits_() % 5); }
  std::mt19937 random_;
  std::mt19937 context_;  // of headlines and places: texts are the same without
  std::mt19937 credits_;  // of what else a claim tells
  std::vector<std::string> texts_;
};

}  // namespace wirefold
