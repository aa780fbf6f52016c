#include "common/shingle/coarse_sketch.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "common/base/check.h"

namespace wirefold {
namespace {

constexpr int kCountBits = 13;       // up to 8191 values
constexpr int kMinLeadingZeros = 3;  // covers of 1/8 and more share one width: most pairs compare without a shift
constexpr int kMaxBits = 32;
constexpr uint8_t kKeptTraits = kInLead | kTelling;

// ---- bits, least significant first ----

// Writes to `out`, which has room for all that is put, and eight bytes more.
class BitWriter {
 public:
  explicit BitWriter(char* out) : out_(out) {}
  void Put(uint64_t bits, unsigned count) {  // count <= 56
    pending_ |= bits << held_;
    held_ += count;
    std::memcpy(out_, &pending_, sizeof(pending_));
    out_ += held_ / 8;
    pending_ >>= held_ / 8 * 8;  // held_ is below 64
    held_ %= 8;
  }
  // `ones` ones, a zero, and `count` bits, at most 32.
  void PutUnaryThen(uint32_t ones, uint64_t bits, unsigned count) {
    for (; ones > 16; ones -= 16) [[unlikely]] Put(0xffff, 16);
    Put(bits << (ones + 1) | ((uint64_t{1} << ones) - 1), ones + 1 + count);
  }
  char* end() const { return held_ > 0 ? out_ + 1 : out_; }

 private:
  static_assert(std::endian::native == std::endian::little);
  char* out_;
  uint64_t pending_ = 0;
  unsigned held_ = 0;  // bits, below 8 between calls
};

class BitReader {
 public:
  explicit BitReader(std::string_view bytes) : bytes_(bytes) {}
  // A value of `count` bits, at most 32.
  uint32_t Take(int count) {
    Fill(count);
    const auto value = static_cast<uint32_t>(pending_ & ((uint64_t{1} << count) - 1));
    Drop(count);
    return value;
  }
  // Ones up to the next zero, which goes too, and then a value of `count` bits.
  uint64_t TakeUnaryThen(int count) {
    uint64_t ones = 0;
    for (;;) {
      Fill(1);
      const int run = std::min(std::countr_one(pending_), held_);
      ones += static_cast<uint64_t>(run);
      if (run < held_) [[likely]] {
        Drop(run + 1);
        break;
      }
      Drop(run);
    }
    return ones << count | Take(count);
  }
  size_t BytesRead() const { return at_ - static_cast<size_t>(held_ / 8); }

 private:
  // At least `count` bits, at most 32 (and as many more as there is room for).
  void Fill(int count) {
    if (held_ >= count) return;
    if (at_ + 8 <= bytes_.size()) [[likely]] {
      uint64_t next = 0;
      std::memcpy(&next, bytes_.data() + at_, sizeof(next));
      pending_ |= next << held_;
      const int whole = (63 - held_) / 8;  // the rest of `next` is put again
      at_ += static_cast<size_t>(whole);
      held_ += 8 * whole;
      pending_ &= ~uint64_t{0} >> (64 - held_);
      return;
    }
    while (held_ < count) {
      WF_CHECK(at_ < bytes_.size());
      pending_ |= uint64_t{static_cast<uint8_t>(bytes_[at_++])} << held_;
      held_ += 8;
    }
  }
  void Drop(int count) {
    pending_ >>= count;  // never 64: Fill holds 63 at most
    held_ -= count;
  }

  std::string_view bytes_;
  size_t at_ = 0;
  uint64_t pending_ = 0;  // nothing above the bits held
  int held_ = 0;
};

// Bits of a difference that are written as they are; the rest of it is unary. At most two unary bits a value.
int RiceBits(uint32_t last, size_t count) {
  return std::max(0, static_cast<int>(std::bit_width((uint64_t{last} + 1) / count)) - 1);
}

constexpr int kLeadRiceBits = 2;  // one value in eight is in the lead of a usual article

void PackTraits(std::span<const uint8_t> traits, BitWriter& writer) {
  for (size_t i = 0; i < traits.size(); i += 32) {
    uint64_t telling = 0;
    const size_t end = std::min(traits.size(), i + 32);
    for (size_t j = i; j < end; ++j) telling |= uint64_t{(traits[j] & kTelling) != 0} << (j - i);
    writer.Put(telling, static_cast<unsigned>(end - i));
  }
  size_t expected = 0;
  for (size_t i = 0; i <= traits.size(); ++i) {
    if (i < traits.size() && (traits[i] & kInLead) == 0) continue;
    const auto difference = static_cast<uint32_t>(i - expected);
    writer.PutUnaryThen(difference >> kLeadRiceBits, difference & ((1u << kLeadRiceBits) - 1), kLeadRiceBits);
    expected = i + 1;
  }
}

void UnpackTraits(BitReader& reader, std::vector<uint8_t>& traits) {
  for (size_t i = 0; i < traits.size(); i += 32) {
    const size_t end = std::min(traits.size(), i + 32);
    uint32_t telling = reader.Take(static_cast<int>(end - i));
    for (size_t j = i; j < end; ++j, telling >>= 1) traits[j] = (telling & 1) != 0 ? kTelling : 0;
  }
  for (size_t i = reader.TakeUnaryThen(kLeadRiceBits); i < traits.size();
       i += 1 + reader.TakeUnaryThen(kLeadRiceBits)) {
    traits[i] |= kInLead;
  }
}

// Where the values above `last` begin.
size_t End(const std::vector<uint32_t>& values, uint32_t last) {
  if (values.empty() || values.back() <= last) return values.size();
  return static_cast<size_t>(std::upper_bound(values.begin(), values.end(), last) - values.begin());
}

// The largest value of a sketch that is `last` or less when cut to `bits`.
uint32_t LastAt(const CoarseSketch& sketch, uint32_t last, int bits) {
  const int more = sketch.bits - bits;
  return static_cast<uint32_t>((uint64_t{last} << more) | ((uint64_t{1} << more) - 1));
}

// Counts, and puts the indices in `a` of the values that both have into `shared`, which has room for all of `a` and one
// more. Both ascend without repeats.
Overlap Merge(std::span<const uint32_t> a, std::span<const uint32_t> b, size_t* shared) {
  size_t found = 0;
  size_t i = 0;
  size_t j = 0;
  while (i < a.size() && j < b.size()) {
    // One step in the smaller, in both when equal: without a branch, which would be mispredicted half of the time.
    const uint32_t x = a[i];
    const uint32_t y = b[j];
    shared[found] = i;
    found += x == y ? 1 : 0;
    i += x <= y ? 1 : 0;
    j += y <= x ? 1 : 0;
  }
  return {.a = static_cast<uint32_t>(a.size()),
          .b = static_cast<uint32_t>(b.size()),
          .shared = static_cast<uint32_t>(found)};
}

// The values of a sketch with `cut` bits less, each once; first[i] is the index of the first one that became value i.
std::vector<uint32_t> Cut(const std::vector<uint32_t>& values, int cut, std::vector<size_t>& first) {
  std::vector<uint32_t> shorter;
  for (size_t i = 0; i < values.size(); ++i) {
    const uint32_t value = values[i] >> cut;
    if (!shorter.empty() && shorter.back() == value) continue;
    shorter.push_back(value);
    first.push_back(i);
  }
  return shorter;
}

}  // namespace

void Coarsen(std::span<const uint64_t> fingerprints, std::span<const uint8_t> traits, uint64_t cover_threshold,
             int bits_below_cover, CoarseSketch& out) {
  const uint64_t last = cover_threshold - 1;  // 0 means 2^64
  const int zeros = std::max(kMinLeadingZeros, std::countl_zero(last));
  const int bits = std::min(kMaxBits, bits_below_cover + zeros);
  const int cut = 64 - bits;
  out.bits = static_cast<uint8_t>(bits);
  out.last = static_cast<uint32_t>(last >> cut);
  out.values.resize(fingerprints.size());
  out.traits.assign(traits.size(), 0);
  size_t count = 0;
  for (size_t i = 0; i < fingerprints.size(); ++i) {
    const auto value = static_cast<uint32_t>(fingerprints[i] >> cut);
    if (count == 0 || value != out.values[count - 1]) out.values[count++] = value;
    if (!traits.empty()) out.traits[count - 1] |= traits[i] & kKeptTraits;
  }
  out.values.resize(count);
  if (!traits.empty()) out.traits.resize(count);
}

CoarseSketch Coarsen(const Sketch& sketch, int bits_below_cover) {
  CoarseSketch coarse;
  Coarsen(sketch.fingerprints, sketch.traits, sketch.cover_threshold, bits_below_cover, coarse);
  return coarse;
}

Overlap Compare(const CoarseSketch& a, const CoarseSketch& b) {
  std::vector<size_t> shared;
  return Compare(a, b, shared);
}

Overlap Compare(const Sketch& a, const Sketch& b) { return Compare(Coarsen(a), Coarsen(b)); }

Overlap Compare(const CoarseSketch& a, const CoarseSketch& b, std::vector<size_t>& shared) {
  const int bits = std::min(a.bits, b.bits);
  const uint32_t last = std::min(a.last >> (a.bits - bits), b.last >> (b.bits - bits));
  Overlap overlap;
  if (a.bits == b.bits) {
    const size_t end = End(a.values, last);
    shared.resize(end + 1);
    overlap = Merge(std::span(a.values).first(end), std::span(b.values).first(End(b.values, last)), shared.data());
    shared.resize(overlap.shared);
  } else {
    // Values that fall together when cut count once, and all of them are shared.
    std::vector<size_t> first_a;
    std::vector<size_t> first_b;
    const std::vector<uint32_t> values_a = Cut(a.values, a.bits - bits, first_a);
    const std::vector<uint32_t> values_b = Cut(b.values, b.bits - bits, first_b);
    first_a.push_back(a.values.size());
    const size_t end = End(values_a, last);
    std::vector<size_t> places(end + 1);
    overlap = Merge(std::span(values_a).first(end), std::span(values_b).first(End(values_b, last)), places.data());
    shared.clear();
    for (size_t i = 0; i < overlap.shared; ++i) {
      for (size_t at = first_a[places[i]]; at < first_a[places[i] + 1]; ++at) shared.push_back(at);
    }
  }
  overlap.by_chance = static_cast<double>(overlap.a) * overlap.b / (static_cast<double>(last) + 1);
  return overlap;
}

TraitOverlap CompareTrait(const CoarseSketch& a, const CoarseSketch& b, std::span<const size_t> shared, uint8_t trait) {
  TraitOverlap overlap;
  if (a.traits.empty() || b.traits.empty()) return overlap;
  const int bits = std::min(a.bits, b.bits);
  const uint32_t last = std::min(a.last >> (a.bits - bits), b.last >> (b.bits - bits));
  const auto count = [&](const CoarseSketch& sketch) {
    uint32_t counted = 0;
    const size_t end = End(sketch.values, LastAt(sketch, last, bits));
    for (size_t i = 0; i < end; ++i) counted += (sketch.traits[i] & trait) != 0 ? 1 : 0;
    return counted;
  };
  overlap.a = count(a);
  overlap.b = count(b);
  size_t j = 0;
  for (size_t i : shared) {
    overlap.shared_a += (a.traits[i] & trait) != 0 ? 1 : 0;
    const uint32_t value = a.values[i] >> (a.bits - bits);
    while (j < b.values.size() && b.values[j] >> (b.bits - bits) < value) ++j;
    if (j == b.values.size()) break;  // never: both have it
    overlap.shared_b += (b.traits[j] & trait) != 0 ? 1 : 0;
  }
  overlap.shared_b = std::min(overlap.shared_b, overlap.b);  // of two widths, several of A may be one of B
  return overlap;
}

double Overlap::Resemblance() const {
  const uint32_t all = a + b - shared;
  return all == 0 ? 0 : static_cast<double>(shared) / all;
}
double Overlap::ContainmentA() const { return a == 0 ? 0 : static_cast<double>(shared) / a; }
double Overlap::ContainmentB() const { return b == 0 ? 0 : static_cast<double>(shared) / b; }

// Layout: bits (6 bits), last (`bits`), count (13), whether traits are known (1), then for each value its difference
// from the one before, less one, Rice-coded: the quotient in unary, the remainder in RiceBits bits; then kTelling of
// each value (1 bit) and, as the values, the places of those that are kInLead, which are few, and of the end.
char* Pack(const CoarseSketch& sketch, char* out) {
  WF_CHECK(sketch.values.size() < size_t{1} << kCountBits);
  BitWriter writer(out);
  writer.Put(sketch.bits, 6);
  writer.Put(sketch.last, sketch.bits);
  writer.Put(sketch.values.size(), kCountBits);
  writer.Put(sketch.traits.empty() ? 0 : 1, 1);
  if (!sketch.values.empty()) {
    const auto rice = static_cast<unsigned>(RiceBits(sketch.last, sketch.values.size()));
    const uint64_t mask = (uint64_t{1} << rice) - 1;
    uint32_t expected = 0;
    for (uint32_t value : sketch.values) {
      const uint32_t difference = value - expected;
      writer.PutUnaryThen(difference >> rice, difference & mask, rice);
      expected = value + 1;
    }
  }
  if (!sketch.traits.empty()) PackTraits(sketch.traits, writer);
  return writer.end();
}

size_t Unpack(std::string_view bytes, CoarseSketch& out) {
  BitReader reader(bytes);
  out.bits = static_cast<uint8_t>(reader.Take(6));
  out.last = reader.Take(out.bits);
  out.values.resize(reader.Take(kCountBits));
  const bool traits = reader.Take(1) != 0;
  if (!out.values.empty()) {
    const int rice = RiceBits(out.last, out.values.size());
    uint32_t expected = 0;
    for (uint32_t& value : out.values) {
      value = expected + static_cast<uint32_t>(reader.TakeUnaryThen(rice));
      expected = value + 1;
    }
  }
  out.traits.clear();
  if (traits) {
    out.traits.resize(out.values.size());
    UnpackTraits(reader, out.traits);
  }
  return reader.BytesRead();
}

}  // namespace wirefold
