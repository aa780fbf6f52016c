#include "common/fold/state/claim_window.h"

#include <algorithm>
#include <bit>

#include "common/base/check.h"

namespace wirefold {

static_assert(std::endian::native == std::endian::little);  // Packed48 copies low bytes

uint64_t ClaimWindow::Append(KeptClaim kept, const RecordCoordinates& raw, std::string_view publisher,
                             std::string_view article_id, const CoarseSketch& sketch, std::string_view judgement,
                             std::optional<uint64_t> renews) {
  const uint64_t claim = next();
  article_id = article_id.substr(0, kMaxArticleIdBytes);
  const auto id_size = static_cast<uint16_t>(article_id.size());
  char* const begin =
      bytes_.Reserve(sizeof(id_size) + id_size + MaxPackedBytes(sketch.values.size()) + judgement.size());
  std::memcpy(begin, &id_size, sizeof(id_size));
  article_id.copy(begin + sizeof(id_size), id_size);
  char* end = Pack(sketch, begin + sizeof(id_size) + id_size);
  end += judgement.copy(end, judgement.size());
  kept.bytes_begin = static_cast<int64_t>(bytes_.Append(static_cast<size_t>(end - begin)));
  kept.publisher = publishers_.Acquire(publisher) & KeptClaim::kNumbers;
  kept.lane = lanes_.Acquire(raw.topic, raw.partition) & KeptClaim::kNumbers;
  if (renews) {
    KeptClaim& old = At(*renews);
    lanes_.Forget(old.lane, old.raw_offset, old.content_hash, *renews);
    old.renewed = 1;
    ++renewed_;
  }
  lanes_.Append(kept.lane, raw.offset, kept.content_hash, claim, renews.has_value());
  claims_.push_back(kept);
  return claim;
}

void ClaimWindow::EvictOldest() {
  WF_CHECK(!claims_.empty());
  const KeptClaim& gone = claims_.front();
  lanes_.Evict(gone.lane, gone.raw_offset, gone.content_hash, first_);
  renewed_ -= gone.renewed;
  publishers_.Release(gone.publisher);
  claims_.pop_front();
  ++first_;
  if (!claims_.empty()) bytes_.ReleaseBelow(static_cast<uint64_t>(int64_t{claims_.front().bytes_begin}));
}

std::optional<uint64_t> ClaimWindow::Find(const RecordCoordinates& raw, uint32_t content_hash) const {
  const std::optional<uint32_t> lane = lanes_.FindLane(raw.topic, raw.partition);
  if (!lane) return std::nullopt;
  return lanes_.Find(*lane, raw.offset, content_hash, first_,
                     [this](uint64_t claim) -> const KeptClaim& { return (*this)[claim]; });
}

std::optional<uint64_t> ClaimWindow::Find(ClaimOffset offset) const {
  const auto wanted = static_cast<int64_t>(offset);
  // Most are asked for soon after they came: from the newest on back, in steps that double.
  size_t step = 1;
  size_t end = claims_.size();
  while (end >= step && claims_[end - step].claim_offset > wanted) {
    end -= step;
    step *= 2;
  }
  size_t place = end > step ? end - step : 0;
  for (size_t behind = end; place < behind;) {  // the first one that is not below
    const size_t middle = place + (behind - place) / 2;
    if (claims_[middle].claim_offset < wanted) {
      place = middle + 1;
    } else {
      behind = middle;
    }
  }
  if (place == end || claims_[place].claim_offset != wanted || claims_[place].renewed) return std::nullopt;
  return first_ + place;
}

std::string_view ClaimWindow::ArticleId(uint64_t claim) const {
  const std::string_view bytes = bytes_.At(static_cast<uint64_t>(int64_t{(*this)[claim].bytes_begin}));
  uint16_t size = 0;
  std::memcpy(&size, bytes.data(), sizeof(size));
  return bytes.substr(sizeof(size), size);
}

RecordCoordinates ClaimWindow::RawOf(uint64_t claim) const {
  const KeptClaim& kept = (*this)[claim];
  return {lanes_.topic(kept.lane), lanes_.partition(kept.lane), kept.raw_offset};
}

std::string_view ClaimWindow::SketchOf(uint64_t claim, CoarseSketch& sketch) const {
  std::string_view bytes = bytes_.At(static_cast<uint64_t>(int64_t{(*this)[claim].bytes_begin}));
  uint16_t id_size = 0;
  std::memcpy(&id_size, bytes.data(), sizeof(id_size));
  bytes.remove_prefix(sizeof(id_size) + id_size);
  bytes.remove_prefix(Unpack(bytes, sketch));
  return bytes;
}

uint64_t ClaimWindow::bytes() const { return claims_.bytes() + bytes_.bytes() + publishers_.bytes() + lanes_.bytes(); }

}  // namespace wirefold
