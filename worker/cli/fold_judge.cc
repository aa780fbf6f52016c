#include "worker/cli/fold_judge.h"

#include <utility>

namespace wirefold {
namespace {

size_t BytesOf(const FoldText& text) {
  return sizeof(FoldText) + text.body.capacity() + text.parts.capacity() * sizeof(ByteSpan);
}

}  // namespace

void FoldJudge::Apply(FoldBatch& batch) {
  for (FoldEntry& entry : batch.entries) {
    if (auto* record = std::get_if<FoldRecord>(&entry.state)) Judge(*record);
  }
}

void FoldJudge::Judge(FoldRecord& record) {
  record.verdict = index_.Apply(record.prepared.claim, ClaimOffset{next_claim_++}, 0).verdict;
  if (record.text == nullptr) return;
  for (const Match& match : record.verdict.matches) record.match_texts.push_back(TextOf(match.claim_offset));
  Keep(record.text);
}

void FoldJudge::Keep(FoldTextPtr text) {
  text_bytes_ += BytesOf(*text);
  texts_.push_back(std::move(text));
  while (text_bytes_ > most_text_bytes_) {
    text_bytes_ -= BytesOf(*texts_.front());
    texts_.pop_front();
  }
}

FoldTextPtr FoldJudge::TextOf(ClaimOffset claim) const {
  // The claim at hand has a number, and no text here yet.
  const int64_t oldest = next_claim_ - 1 - static_cast<int64_t>(texts_.size());
  const int64_t place = static_cast<int64_t>(claim) - oldest;
  return place < 0 ? nullptr : texts_[static_cast<size_t>(place)];
}

}  // namespace wirefold
