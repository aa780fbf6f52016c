// RecordTexts: the texts of an enriched record beside its body that facts stand in, as far as the record carries them,
// and where in body or texts a fact stands.
//
//   const RecordTexts texts(article, clean);
//   const FactPlace place = texts.PlaceOf(quote.span);
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "common/news/article.h"
#include "common/news/body_map.h"

namespace wirefold {

// Bytes that a record carries of one such text, of all removed texts together, and entries of the author's field.
inline constexpr size_t kMaxCarriedBytes = 256;
inline constexpr size_t kMaxRemovedTextBytes = size_t{64} * 1024;
inline constexpr size_t kMaxBylines = 64;

struct Elsewhere {
  FoundIn found_in = FoundIn::kText;  // kText: in what was removed of it
  uint32_t index = 0;                 // of removed texts or of bylines
  std::optional<ByteSpan> span;       // nullopt: behind what the record carries
  bool operator==(const Elsewhere&) const = default;
};

// In the body, else elsewhere. Neither: there is nothing of it but white space.
struct FactPlace {
  std::optional<ByteSpan> body;
  std::optional<Elsewhere> elsewhere;
  bool operator==(const FactPlace&) const = default;
};

class RecordTexts {
 public:
  // Both must outlive it.
  RecordTexts(const Article& article, const CleanArticle& clean);

  const BodyMap& map() const { return map_; }
  // One for each of CleanArticle::removed.
  const std::vector<std::string_view>& removed() const { return removed_; }
  const std::vector<std::string_view>& bylines() const { return bylines_; }
  std::string_view credit_line() const { return credit_line_; }
  std::string_view copyright_holder() const { return copyright_holder_; }

  // Of a stretch of the input text.
  FactPlace PlaceOf(ByteSpan span) const;
  FactPlace PlaceOf(const Credit& credit) const;

 private:
  BodyMap map_;
  std::vector<std::string_view> removed_;
  std::vector<std::string_view> bylines_;
  std::string_view credit_line_;
  std::string_view copyright_holder_;
};

}  // namespace wirefold
