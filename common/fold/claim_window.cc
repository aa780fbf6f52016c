#include "common/fold/claim_window.h"

#include <algorithm>
#include <cstring>

#include "common/base/check.h"

namespace wirefold {

// ---- ByteQueue ----

char* ByteQueue::Reserve(size_t most) {
  WF_CHECK(most <= kMaxPiece);
  if (end_ / kChunk != (end_ + most) / kChunk) end_ = (end_ / kChunk + 1) * kChunk;
  while (first_chunk_ + chunks_.size() <= end_ / kChunk)
    chunks_.push_back(std::make_unique_for_overwrite<char[]>(kChunk));
  return &chunks_[end_ / kChunk - first_chunk_][end_ % kChunk];
}

uint64_t ByteQueue::Append(size_t size) {
  const uint64_t at = end_;
  end_ += size;
  return at;
}

std::string_view ByteQueue::At(uint64_t position) const {
  return {&chunks_[position / kChunk - first_chunk_][position % kChunk], kChunk - position % kChunk};
}

void ByteQueue::ReleaseBelow(uint64_t position) {
  while (!chunks_.empty() && (first_chunk_ + 1) * kChunk <= position) {
    chunks_.pop_front();
    ++first_chunk_;
  }
}

// ---- NameTable ----

uint32_t NameTable::Acquire(const std::string& name) {
  auto [it, fresh] = numbers_.try_emplace(name, 0);
  if (fresh) {
    if (free_.empty()) {
      it->second = static_cast<uint32_t>(entries_.size());
      entries_.push_back({name, 0});
    } else {
      it->second = free_.back();
      free_.pop_back();
      entries_[it->second] = {name, 0};
    }
  }
  ++entries_[it->second].uses;
  return it->second;
}

void NameTable::Release(uint32_t number) {
  Entry& entry = entries_[number];
  WF_CHECK(entry.uses > 0);
  if (--entry.uses > 0) return;
  numbers_.erase(entry.name);
  entry.name = std::string();
  free_.push_back(number);
}

// ---- ClaimWindow ----

uint32_t ClaimWindow::LaneOf(const RecordCoordinates& raw) {
  auto [lane, fresh] = lane_numbers_[raw.topic].try_emplace(raw.partition, static_cast<uint32_t>(lanes_.size()));
  if (fresh) lanes_.push_back(std::make_unique<Lane>());
  return lane->second;
}

uint64_t ClaimWindow::Append(KeptClaim kept, const std::string& publisher, std::string_view article_id,
                             const CoarseSketch& sketch) {
  const uint64_t claim = next();
  article_id = article_id.substr(0, kMaxArticleIdBytes);
  const auto id_size = static_cast<uint16_t>(article_id.size());
  char* const begin = bytes_.Reserve(sizeof(id_size) + id_size + MaxPackedBytes(sketch.values.size()));
  std::memcpy(begin, &id_size, sizeof(id_size));
  article_id.copy(begin + sizeof(id_size), id_size);
  const char* const end = Pack(sketch, begin + sizeof(id_size) + id_size);
  kept.bytes_begin = bytes_.Append(static_cast<size_t>(end - begin));
  kept.publisher = publishers_.Acquire(publisher);
  claims_.push_back(kept);
  // Behind all claims of this offset; nearly always at the end.
  Lane& list = *lanes_[kept.lane];
  auto place = list.end();
  if (!list.empty() && (*this)[Number(list.back())].raw_offset > kept.raw_offset) {
    place = std::upper_bound(list.begin(), list.end(), kept.raw_offset,
                             [this](int64_t offset, uint32_t low) { return offset < (*this)[Number(low)].raw_offset; });
  }
  list.insert(place, static_cast<uint32_t>(claim));
  return claim;
}

void ClaimWindow::EvictOldest() {
  WF_CHECK(!claims_.empty());
  const KeptClaim& gone = claims_.front();
  Lane& lane = *lanes_[gone.lane];
  lane.erase(std::find(lane.begin(), lane.end(), static_cast<uint32_t>(first_)));  // nearly always the first one
  publishers_.Release(gone.publisher);
  claims_.pop_front();
  ++first_;
  if (!claims_.empty()) bytes_.ReleaseBelow(claims_.front().bytes_begin);
}

ClaimWindow::Lane::const_iterator ClaimWindow::LowerBound(const Lane& lane, int64_t raw_offset) const {
  if (lane.empty() || (*this)[Number(lane.back())].raw_offset < raw_offset) return lane.end();
  return std::lower_bound(lane.begin(), lane.end(), raw_offset,
                          [this](uint32_t low, int64_t offset) { return (*this)[Number(low)].raw_offset < offset; });
}

std::optional<uint64_t> ClaimWindow::Find(const RecordCoordinates& raw, uint32_t content_hash) const {
  auto topic = lane_numbers_.find(raw.topic);
  if (topic == lane_numbers_.end()) return std::nullopt;
  auto number = topic->second.find(raw.partition);
  if (number == topic->second.end()) return std::nullopt;
  return Find(number->second, raw.offset, content_hash);
}

std::optional<uint64_t> ClaimWindow::Find(uint32_t lane, int64_t raw_offset, uint32_t content_hash) const {
  const Lane& list = *lanes_[lane];
  for (auto it = LowerBound(list, raw_offset); it != list.end(); ++it) {
    const uint64_t claim = Number(*it);
    if ((*this)[claim].raw_offset != raw_offset) break;
    if ((*this)[claim].content_hash == content_hash) return claim;
  }
  return std::nullopt;
}

std::optional<uint64_t> ClaimWindow::Find(ClaimOffset offset) const {
  const auto wanted = static_cast<int64_t>(offset);
  auto it = std::lower_bound(claims_.begin(), claims_.end(), wanted,
                             [](const KeptClaim& kept, int64_t value) { return kept.claim_offset < value; });
  if (it == claims_.end() || it->claim_offset != wanted) return std::nullopt;
  return first_ + static_cast<uint64_t>(it - claims_.begin());
}

std::string_view ClaimWindow::ArticleIdView(uint64_t claim) const {
  const std::string_view bytes = bytes_.At((*this)[claim].bytes_begin);
  uint16_t size = 0;
  std::memcpy(&size, bytes.data(), sizeof(size));
  return bytes.substr(sizeof(size), size);
}

void ClaimWindow::SketchOf(uint64_t claim, CoarseSketch& sketch) const {
  std::string_view bytes = bytes_.At((*this)[claim].bytes_begin);
  bytes.remove_prefix(sizeof(uint16_t) + ArticleIdView(claim).size());
  Unpack(bytes, sketch);
}

uint64_t ClaimWindow::bytes() const {
  return claims_.size() * (sizeof(KeptClaim) + sizeof(uint32_t)) + bytes_.bytes() + publishers_.size() * 128;
}

}  // namespace wirefold
