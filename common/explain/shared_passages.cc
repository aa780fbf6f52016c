#include "common/explain/shared_passages.h"

#include <algorithm>
#include <bit>
#include <span>
#include <string_view>

#include "common/base/hash.h"
#include "common/base/mix.h"
#include "common/text/tokens.h"

namespace wirefold {
namespace {

// The hash of the tokens from `begin` on; false: they do not lie in one part.
bool HashShingle(const PlacedTokens& tokens, size_t begin, size_t length, uint64_t& hash) {
  if (begin + length > tokens.all.size() || tokens.all[begin].part != tokens.all[begin + length - 1].part) return false;
  hash = 0;
  for (size_t i = begin; i < begin + length; ++i) hash = Mix64(hash + tokens.all[i].hash);
  return true;
}

// How many tokens are the same from both places on, each in one part.
size_t CommonRun(const PlacedTokens& a, size_t at_a, const PlacedTokens& b, size_t at_b) {
  size_t run = 0;
  while (at_a + run < a.all.size() && at_b + run < b.all.size() && a.all[at_a + run].hash == b.all[at_b + run].hash &&
         a.all[at_a + run].part == a.all[at_a].part && b.all[at_b + run].part == b.all[at_b].part)
    ++run;
  return run;
}

// Where a text has each of its shingles first.
class FirstPlaces {
 public:
  static constexpr size_t kNone = ~size_t{0};

  FirstPlaces(const PlacedTokens& text, size_t length) : slots_(std::bit_ceil(2 * text.all.size() + 1)) {
    uint64_t hash = 0;
    for (size_t i = 0; i < text.all.size(); ++i) {
      if (!HashShingle(text, i, length, hash)) continue;
      Slot& slot = slots_[SlotOf(hash)];
      if (slot.place == kNone) slot = {hash, i};
    }
  }

  size_t Find(uint64_t hash) const { return slots_[SlotOf(hash)].place; }

 private:
  struct Slot {
    uint64_t hash = 0;
    size_t place = kNone;
  };

  // The hash's own or the free one that it would take; half of all stay free.
  size_t SlotOf(uint64_t hash) const {
    size_t i = hash & (slots_.size() - 1);
    while (slots_[i].place != kNone && slots_[i].hash != hash) i = (i + 1) & (slots_.size() - 1);
    return i;
  }

  std::vector<Slot> slots_;
};

}  // namespace

PlacedTokens PlaceTokens(const TextParts& text) {
  PlacedTokens tokens;
  size_t single = 0;
  for (uint32_t part = 0; part < text.parts.size(); ++part) {
    const std::string_view view = text.parts[part];
    const auto offset = static_cast<size_t>(view.data() - text.text.data());
    const auto add = [&](std::string_view token, size_t begin, size_t end) {
      const ByteSpan span{static_cast<uint32_t>(offset + begin), static_cast<uint32_t>(offset + end)};
      tokens.all.push_back({Hash64(token), span, part});
    };
    const auto words = [&](const char* lower, std::span<const uint32_t> edges) {
      for (size_t i = 0; i < edges.size(); i += 2)
        add({lower + edges[i], edges[i + 1] - edges[i]}, edges[i], edges[i + 1]);
    };
    const auto token = [&](const TokenFound& found, size_t begin) {
      add(found.token, begin, found.next);
      single += found.code_point ? 1 : 0;
    };
    VisitTokens(
        view, [](size_t) {}, words, token);
  }
  tokens.single_letters = 2 * single > tokens.all.size();
  return tokens;
}

std::vector<SharedPassage> SharedPassages(const PlacedTokens& first, const PlacedTokens& second,
                                          uint32_t shingle_length) {
  const bool single_letters = first.single_letters && second.single_letters;
  const size_t length = std::max<size_t>(1, shingle_length) * (single_letters ? 2 : 1);
  const FirstPlaces places(second, length);
  std::vector<SharedPassage> passages;
  uint64_t hash = 0;
  for (size_t i = 0; i < first.all.size();) {
    const size_t place = HashShingle(first, i, length, hash) ? places.Find(hash) : FirstPlaces::kNone;
    const size_t run = place == FirstPlaces::kNone ? 0 : CommonRun(first, i, second, place);
    if (run < length) {
      ++i;
      continue;
    }
    passages.push_back({{first.all[i].span.begin, first.all[i + run - 1].span.end},
                        {second.all[place].span.begin, second.all[place + run - 1].span.end},
                        static_cast<uint32_t>(run)});
    i += run;
  }
  return passages;
}

}  // namespace wirefold
