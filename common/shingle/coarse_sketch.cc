#include "common/shingle/coarse_sketch.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "common/base/check.h"

namespace wirefold {
namespace {

constexpr int kBitsBelowCover = 16;
constexpr int kCountBits = 13;       // up to 8191 values
constexpr int kMinLeadingZeros = 3;  // covers of 1/8 and more share one width: most pairs compare without a shift
constexpr int kMaxBits = 32;

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

// Where the values above `last` begin.
size_t End(const std::vector<uint32_t>& values, uint32_t last) {
  if (values.empty() || values.back() <= last) return values.size();
  return static_cast<size_t>(std::upper_bound(values.begin(), values.end(), last) - values.begin());
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

void Coarsen(std::span<const uint64_t> fingerprints, uint64_t cover_threshold, CoarseSketch& out) {
  const uint64_t last = cover_threshold - 1;  // 0 means 2^64
  const int zeros = std::max(kMinLeadingZeros, std::countl_zero(last));
  const int bits = std::min(kMaxBits, kBitsBelowCover + zeros);
  const int cut = 64 - bits;
  out.bits = static_cast<uint8_t>(bits);
  out.last = static_cast<uint32_t>(last >> cut);
  out.values.resize(fingerprints.size());
  size_t count = 0;
  for (uint64_t fingerprint : fingerprints) {
    const auto value = static_cast<uint32_t>(fingerprint >> cut);
    if (count == 0 || value != out.values[count - 1]) out.values[count++] = value;
  }
  out.values.resize(count);
}

CoarseSketch Coarsen(const Sketch& sketch) {
  CoarseSketch coarse;
  Coarsen(sketch.fingerprints, sketch.cover_threshold, coarse);
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

double Overlap::Resemblance() const {
  const uint32_t all = a + b - shared;
  return all == 0 ? 0 : static_cast<double>(shared) / all;
}
double Overlap::ContainmentA() const { return a == 0 ? 0 : static_cast<double>(shared) / a; }
double Overlap::ContainmentB() const { return b == 0 ? 0 : static_cast<double>(shared) / b; }

// Layout: bits (6 bits), last (`bits`), count (13), then for each value its difference from the one before, less one,
// Rice-coded: the quotient in unary, the remainder in RiceBits bits.
char* Pack(const CoarseSketch& sketch, char* out) {
  WF_CHECK(sketch.values.size() < size_t{1} << kCountBits);
  BitWriter writer(out);
  writer.Put(sketch.bits, 6);
  writer.Put(sketch.last, sketch.bits);
  writer.Put(sketch.values.size(), kCountBits);
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
  return writer.end();
}

size_t Unpack(std::string_view bytes, CoarseSketch& out) {
  BitReader reader(bytes);
  out.bits = static_cast<uint8_t>(reader.Take(6));
  out.last = reader.Take(out.bits);
  out.values.resize(reader.Take(kCountBits));
  if (!out.values.empty()) {
    const int rice = RiceBits(out.last, out.values.size());
    uint32_t expected = 0;
    for (uint32_t& value : out.values) {
      value = expected + static_cast<uint32_t>(reader.TakeUnaryThen(rice));
      expected = value + 1;
    }
  }
  return reader.BytesRead();
}

}  // namespace wirefold
