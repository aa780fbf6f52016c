// Understand: what the text of one raw record says, with every value between the bytes and the claim. Pure, any thread.
//
//   std::variant<Dossier, DeadLetter> outcome = Understand(bytes, settings);
//   for (std::string_view piece : dossier.SketchInput()) …
#pragma once

#include <string_view>
#include <variant>
#include <vector>

#include "common/intake/decode.h"
#include "common/news/article.h"
#include "common/news/attribute.h"
#include "common/news/clean.h"

namespace wirefold {

struct UnderstandSettings {
  InputFormat format = InputFormat::kDetect;
  std::vector<FieldPointer> pointers;  // a user's own, for JSON
  const FurnitureRules* rules = &FurnitureRules::BuiltIn();
  const AgencyLexicon* lexicon = &AgencyLexicon::BuiltIn();
};

struct Dossier {
  Article article;        // as decoded; `language` is detected when the producer said none
  CleanArticle clean;     // its spans are bytes of article.body
  Provenance provenance;  // likewise
  // The pieces of article.body that are sketched, in order: the clean text without datelines, sign-offs, credit lines
  // and the notices of a page (IsNotice).
  std::vector<ByteSpan> sketched;

  std::vector<std::string_view> SketchInput() const;
  // `sketched` as bytes of clean.body.
  std::vector<ByteSpan> SketchedInBody() const;
};

std::variant<Dossier, DeadLetter> Understand(std::string_view value, const UnderstandSettings& settings);

}  // namespace wirefold
