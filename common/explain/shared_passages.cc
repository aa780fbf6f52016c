#include "common/explain/shared_passages.h"

#include <algorithm>
#include <string>
#include <unordered_map>

#include "common/base/hash.h"
#include "common/base/mix.h"
#include "common/text/tokens.h"

namespace wirefold {
namespace {

struct PlacedToken {
  uint64_t hash = 0;
  ByteSpan span;
  uint32_t part = 0;
};

struct Tokens {
  std::vector<PlacedToken> all;
  bool single_letters = false;  // most are
};

Tokens TokensOf(const TextParts& text) {
  Tokens tokens;
  std::string buffer;
  size_t single = 0;
  for (uint32_t part = 0; part < text.parts.size(); ++part) {
    const std::string_view view = text.parts[part];
    const auto offset = static_cast<size_t>(view.data() - text.text.data());
    for (size_t at = 0; at < view.size();) {
      const TokenFound found = TokenAt(view, at, buffer);
      if (!found.token.empty()) {
        const ByteSpan span{static_cast<uint32_t>(offset + at), static_cast<uint32_t>(offset + found.next)};
        tokens.all.push_back({Hash64(found.token), span, part});
        single += found.code_point ? 1 : 0;
      }
      at = found.next;
    }
  }
  tokens.single_letters = 2 * single > tokens.all.size();
  return tokens;
}

// The hash of the tokens from `begin` on; false: they do not lie in one part.
bool HashShingle(const Tokens& tokens, size_t begin, size_t length, uint64_t& hash) {
  if (begin + length > tokens.all.size() || tokens.all[begin].part != tokens.all[begin + length - 1].part) return false;
  hash = 0;
  for (size_t i = begin; i < begin + length; ++i) hash = Mix64(hash + tokens.all[i].hash);
  return true;
}

// How many tokens are the same from both places on, each in one part.
size_t CommonRun(const Tokens& a, size_t at_a, const Tokens& b, size_t at_b) {
  size_t run = 0;
  while (at_a + run < a.all.size() && at_b + run < b.all.size() && a.all[at_a + run].hash == b.all[at_b + run].hash &&
         a.all[at_a + run].part == a.all[at_a].part && b.all[at_b + run].part == b.all[at_b].part)
    ++run;
  return run;
}

}  // namespace

std::vector<SharedPassage> SharedPassages(const TextParts& first, const TextParts& second, uint32_t shingle_length) {
  const Tokens a = TokensOf(first);
  const Tokens b = TokensOf(second);
  const size_t length = std::max<size_t>(1, shingle_length) * (a.single_letters && b.single_letters ? 2 : 1);
  std::unordered_map<uint64_t, size_t> places;  // of a shingle in the second text, the first
  uint64_t hash = 0;
  for (size_t i = 0; i < b.all.size(); ++i) {
    if (HashShingle(b, i, length, hash)) places.try_emplace(hash, i);
  }
  std::vector<SharedPassage> passages;
  for (size_t i = 0; i < a.all.size();) {
    const auto place = HashShingle(a, i, length, hash) ? places.find(hash) : places.end();
    const size_t run = place == places.end() ? 0 : CommonRun(a, i, b, place->second);
    if (run < length) {
      ++i;
      continue;
    }
    passages.push_back({{a.all[i].span.begin, a.all[i + run - 1].span.end},
                        {b.all[place->second].span.begin, b.all[place->second + run - 1].span.end},
                        static_cast<uint32_t>(run)});
    i += run;
  }
  return passages;
}

}  // namespace wirefold
