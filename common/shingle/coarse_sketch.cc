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
  void Put(uint64_t bits, int count) {  // count <= 56
    pending_ |= bits << held_;
    held_ += count;
    std::memcpy(out_, &pending_, sizeof(pending_));
    const int whole = held_ / 8;
    out_ += whole;
    pending_ = whole == 8 ? 0 : pending_ >> (8 * whole);
    held_ -= 8 * whole;
  }
  // `ones` ones, a zero, and `count` bits, at most 32.
  void PutUnaryThen(uint32_t ones, uint64_t bits, int count) {
    for (; ones > 16; ones -= 16) Put(0xffff, 16);
    Put(bits << (ones + 1) | ((uint64_t{1} << ones) - 1), static_cast<int>(ones) + 1 + count);
  }
  const char* end() const { return held_ > 0 ? out_ + 1 : out_; }

 private:
  static_assert(std::endian::native == std::endian::little);
  char* out_;
  uint64_t pending_ = 0;
  int held_ = 0;  // bits, below 8 between calls
};

class BitReader {
 public:
  explicit BitReader(std::string_view bytes) : bytes_(bytes) {}
  uint32_t Take(int count) {  // count <= 32
    Fill(count);
    const auto value = static_cast<uint32_t>(pending_ & ((uint64_t{1} << count) - 1));
    Drop(count);
    return value;
  }
  // Ones up to the next zero, which goes too.
  uint32_t TakeUnary() {
    uint32_t ones = 0;
    for (;;) {
      Fill(1);
      const int run = std::min(std::countr_one(pending_), held_);
      ones += static_cast<uint32_t>(run);
      if (run < held_) {
        Drop(run + 1);
        return ones;
      }
      Drop(run);
    }
  }
  size_t BytesRead() const { return at_ - static_cast<size_t>(held_ / 8); }

 private:
  void Fill(int count) {
    while (held_ <= 56 && at_ < bytes_.size()) {
      pending_ |= uint64_t{static_cast<uint8_t>(bytes_[at_++])} << held_;
      held_ += 8;
    }
    WF_CHECK(held_ >= count);
  }
  void Drop(int count) {
    pending_ = count == 64 ? 0 : pending_ >> count;
    held_ -= count;
  }

  std::string_view bytes_;
  size_t at_ = 0;
  uint64_t pending_ = 0;
  int held_ = 0;
};

// Bits of a difference that are written as they are; the rest of it is unary. At most two unary bits a value.
int RiceBits(uint32_t last, size_t count) {
  return std::max(0, static_cast<int>(std::bit_width((uint64_t{last} + 1) / count)) - 1);
}

// Calls visit(index of a) for each value that both have, and counts.
template <typename Visit>
Overlap Merge(const CoarseSketch& a, const CoarseSketch& b, Visit visit) {
  const int bits = std::min(a.bits, b.bits);
  const int cut_a = a.bits - bits;
  const int cut_b = b.bits - bits;
  const uint32_t last = std::min(a.last >> cut_a, b.last >> cut_b);
  Overlap overlap;
  size_t i = 0;
  size_t j = 0;
  // Values that fall together when cut further count once.
  auto next = [](const std::vector<uint32_t>& values, size_t at, int cut) {
    const uint32_t value = values[at] >> cut;
    do {
      ++at;
    } while (cut != 0 && at < values.size() && values[at] >> cut == value);
    return at;
  };
  while (i < a.values.size() && a.values[i] >> cut_a <= last) {
    const uint32_t value = a.values[i] >> cut_a;
    while (j < b.values.size() && b.values[j] >> cut_b < value) {
      ++overlap.b;
      j = next(b.values, j, cut_b);
    }
    const size_t end = next(a.values, i, cut_a);
    if (j < b.values.size() && b.values[j] >> cut_b == value) {
      ++overlap.shared;
      ++overlap.b;
      j = next(b.values, j, cut_b);
      for (size_t same = i; same < end; ++same) visit(same);
    }
    ++overlap.a;
    i = end;
  }
  while (j < b.values.size() && b.values[j] >> cut_b <= last) {
    ++overlap.b;
    j = next(b.values, j, cut_b);
  }
  overlap.by_chance = static_cast<double>(overlap.a) * overlap.b / (static_cast<double>(last) + 1);
  return overlap;
}

}  // namespace

void Coarsen(std::span<const uint64_t> fingerprints, uint64_t cover_threshold, CoarseSketch& out) {
  const uint64_t last = cover_threshold - 1;  // 0 means 2^64
  const int zeros = std::max(kMinLeadingZeros, std::countl_zero(last));
  const int bits = std::min(kMaxBits, kBitsBelowCover + zeros);
  const int cut = 64 - bits;
  out.bits = static_cast<uint8_t>(bits);
  out.last = static_cast<uint32_t>(last >> cut);
  out.values.clear();
  for (uint64_t fingerprint : fingerprints) {
    const auto value = static_cast<uint32_t>(fingerprint >> cut);
    if (out.values.empty() || value != out.values.back()) out.values.push_back(value);
  }
}

CoarseSketch Coarsen(const Sketch& sketch) {
  CoarseSketch coarse;
  Coarsen(sketch.fingerprints, sketch.cover_threshold, coarse);
  return coarse;
}

Overlap Compare(const CoarseSketch& a, const CoarseSketch& b) {
  return Merge(a, b, [](size_t) {});
}

Overlap Compare(const Sketch& a, const Sketch& b) { return Compare(Coarsen(a), Coarsen(b)); }

Overlap Compare(const CoarseSketch& a, const CoarseSketch& b, std::vector<size_t>& shared) {
  shared.clear();
  return Merge(a, b, [&shared](size_t i) { shared.push_back(i); });
}

double Overlap::Resemblance() const {
  const uint32_t all = a + b - shared;
  return all == 0 ? 0 : static_cast<double>(shared) / all;
}
double Overlap::ContainmentA() const { return a == 0 ? 0 : static_cast<double>(shared) / a; }
double Overlap::ContainmentB() const { return b == 0 ? 0 : static_cast<double>(shared) / b; }

// Layout: bits (6 bits), last (`bits`), count (13), then for each value its difference from the one before, less one,
// Rice-coded: the quotient in unary, the remainder in RiceBits bits.
void Pack(const CoarseSketch& sketch, std::string& out) {
  WF_CHECK(sketch.values.size() < size_t{1} << kCountBits);
  const size_t begin = out.size();
  out.resize(begin + MaxPackedBytes(sketch.values.size()));
  BitWriter writer(out.data() + begin);
  writer.Put(sketch.bits, 6);
  writer.Put(sketch.last, sketch.bits);
  writer.Put(sketch.values.size(), kCountBits);
  if (!sketch.values.empty()) {
    const int rice = RiceBits(sketch.last, sketch.values.size());
    uint32_t expected = 0;
    for (uint32_t value : sketch.values) {
      const uint32_t difference = value - expected;
      writer.PutUnaryThen(difference >> rice, difference & ((uint64_t{1} << rice) - 1), rice);
      expected = value + 1;
    }
  }
  out.resize(static_cast<size_t>(writer.end() - out.data()));
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
      const uint32_t quotient = reader.TakeUnary();
      value = expected + (quotient << rice) + reader.Take(rice);
      expected = value + 1;
    }
  }
  return reader.BytesRead();
}

}  // namespace wirefold
