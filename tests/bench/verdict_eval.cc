// How right the verdicts are on labelled pairs, over several keys of the shingles' hash: a rule or a threshold that
// looks better under one key may only have been lucky, since a single key moves a figure by some .02.
//
//   build/release/verdict_eval articles.jsonl pairs.jsonl [keys]
//
// articles: raw records as `wirefold fold` reads them, one a line, in the order of the stream. pairs: one JSON object a
// line with `a`, `b` (article ids) and `label`; `kind` is told apart too, `repeat: true` leaves a pair out of its
// label's figures, and `join: true` makes it one of the joins, a sample of what an earlier build put into one story.
// For each label: pairs, share of them in one story, and related (in one story, or one article's matches reach the
// other or its story); mean over the keys, and least and greatest in brackets.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_format.h"
#include "common/base/mix.h"
#include "common/pipeline/prepare.h"
#include "common/fold/machine/fold_index.h"

namespace wirefold {
namespace {

// The whole sketch of each article: any other is a sample of it.
constexpr SketchParameters kWhole = {.sampling_rate = 1, .floor = 0, .cap = 1u << 30};

struct LabelledPair {
  std::string a;
  std::string b;
  std::string label;
  std::string kind;
  bool repeat = false;
  bool join = false;
};

// The value of a text member of a flat object, whose text has no escapes; empty when there is none.
std::string Member(std::string_view object, std::string_view name) {
  const std::string key = "\"" + std::string(name) + "\":";
  size_t at = object.find(key);
  if (at == std::string_view::npos) return "";
  at = object.find_first_not_of(' ', at + key.size());
  if (at == std::string_view::npos || object[at] != '"') return "";
  return std::string(object.substr(at + 1, object.find('"', at + 1) - at - 1));
}

std::vector<LabelledPair> ReadPairs(const char* path) {
  std::ifstream file(path);
  std::vector<LabelledPair> pairs;
  for (std::string line; std::getline(file, line);) {
    const auto is = [&](std::string_view name) {
      const std::string key = "\"" + std::string(name) + "\":";
      return line.find(key + "true") != std::string::npos || line.find(key + " true") != std::string::npos;
    };
    pairs.push_back(
        {Member(line, "a"), Member(line, "b"), Member(line, "label"), Member(line, "kind"), is("repeat"), is("join")});
  }
  return pairs;
}

std::vector<Claim> ReadClaims(const char* path) {
  PrepareSettings settings;
  settings.genesis.sketch = kWhole;
  std::ifstream file(path);
  std::vector<Claim> claims;
  int64_t offset = 0;
  for (std::string line; std::getline(file, line); ++offset) {
    const RawRecord raw{{"raw", 0, offset}, std::nullopt, line};
    std::variant<Prepared, DeadLetter> outcome = Prepare(raw, settings);
    if (auto* prepared = std::get_if<Prepared>(&outcome)) claims.push_back(std::move(prepared->claim));
  }
  return claims;
}

// The sketch that `parameters` would have made if fingerprints were hashed with another key; key 0 is the product's.
Sketch Sampled(const Sketch& whole, uint64_t key, const SketchParameters& parameters) {
  std::vector<std::pair<uint64_t, uint8_t>> all;
  for (size_t i = 0; i < whole.fingerprints.size(); ++i) {
    const uint64_t fingerprint = whole.fingerprints[i];
    all.emplace_back(key == 0 ? fingerprint : Mix64(fingerprint ^ Mix64(key)), whole.traits[i]);
  }
  std::sort(all.begin(), all.end());
  Sketch sketch = whole;
  sketch.cover_threshold = ((uint64_t{1} << 32) / parameters.sampling_rate) << 32;
  auto end = std::lower_bound(all.begin(), all.end(), std::pair(sketch.cover_threshold, uint8_t{0}));
  const auto cut = [&](size_t most) {
    end = all.begin() + static_cast<std::ptrdiff_t>(std::min(most, all.size()));
    sketch.cover_threshold = end == all.end() ? 0 : end->first;
  };
  const auto count = [&] { return static_cast<size_t>(end - all.begin()); };
  if (count() < parameters.floor) cut(parameters.floor);
  if (count() > parameters.cap) cut(parameters.cap);
  sketch.fingerprints.clear();
  sketch.traits.clear();
  for (auto it = all.begin(); it != end; ++it) {
    sketch.fingerprints.push_back(it->first);
    sketch.traits.push_back(it->second);
  }
  return sketch;
}

struct Figures {
  int pairs = 0;
  int same = 0;
  int related = 0;
};

struct Judged {
  StoryId story{};
  std::vector<std::string> matches;
};
using Verdicts = absl::flat_hash_map<std::string, Judged>;

// Whether one of the article's matches is the other, or in its story.
bool Reaches(const Verdicts& verdicts, const Judged& article, const std::string& id, StoryId story) {
  return std::any_of(article.matches.begin(), article.matches.end(), [&](const std::string& match) {
    const auto found = verdicts.find(match);
    return match == id || (found != verdicts.end() && found->second.story == story);
  });
}

std::map<std::string, Figures> Score(const std::vector<LabelledPair>& pairs, const Verdicts& verdicts) {
  std::map<std::string, Figures> figures;
  for (const LabelledPair& pair : pairs) {
    const auto a = verdicts.find(pair.a);
    const auto b = verdicts.find(pair.b);
    const bool both = a != verdicts.end() && b != verdicts.end();
    const bool same = both && a->second.story == b->second.story;
    const bool related = same || (both && (Reaches(verdicts, a->second, pair.b, b->second.story) ||
                                           Reaches(verdicts, b->second, pair.a, a->second.story)));
    std::vector<std::string> rows;
    if (!pair.repeat) rows.push_back(pair.label);
    if (!pair.repeat && !pair.kind.empty()) rows.push_back(pair.label + " " + pair.kind);
    if (pair.join) rows.push_back("join " + pair.label);
    for (const std::string& row : rows) {
      Figures& into = figures[row];
      ++into.pairs;
      into.same += same ? 1 : 0;
      into.related += related ? 1 : 0;
    }
  }
  return figures;
}

Verdicts JudgeAll(const std::vector<Claim>& claims, uint64_t key) {
  const Genesis genesis;
  FoldIndex index(genesis);
  Verdicts verdicts;
  for (size_t i = 0; i < claims.size(); ++i) {
    Claim claim = claims[i];
    claim.sketch = Sampled(claim.sketch, key, genesis.sketch);
    const Verdict verdict = index.Apply(claim, ClaimOffset{static_cast<int64_t>(i)}, 0).verdict;
    Judged& judged = verdicts[claim.article_id];
    judged.story = verdict.story_id;
    for (const Match& match : verdict.matches) judged.matches.push_back(match.article_id);
  }
  return verdicts;
}

// "mean [least greatest]" of the shares.
std::string Summary(const std::vector<double>& shares) {
  double sum = 0;
  for (double share : shares) sum += share;
  return absl::StrFormat("%.4f [%.3f %.3f]", sum / static_cast<double>(shares.size()),
                         *std::min_element(shares.begin(), shares.end()),
                         *std::max_element(shares.begin(), shares.end()));
}

int Main(int argc, char** argv) {
  if (argc < 3) {
    std::fprintf(stderr, "usage: verdict_eval articles.jsonl pairs.jsonl [keys]\n");
    return 64;
  }
  const int keys = argc > 3 ? std::atoi(argv[3]) : 8;
  const std::vector<Claim> claims = ReadClaims(argv[1]);
  const std::vector<LabelledPair> pairs = ReadPairs(argv[2]);
  std::map<std::string, std::vector<Figures>> rows;
  for (int key = 0; key < keys; ++key) {
    for (const auto& [row, figures] : Score(pairs, JudgeAll(claims, static_cast<uint64_t>(key)))) {
      rows[row].push_back(figures);
    }
  }
  std::printf("%zu articles, %zu pairs, %d keys\n", claims.size(), pairs.size(), keys);
  for (const auto& [row, figures] : rows) {
    std::vector<double> same;
    std::vector<double> related;
    for (const Figures& one : figures) {
      same.push_back(static_cast<double>(one.same) / one.pairs);
      related.push_back(static_cast<double>(one.related) / one.pairs);
    }
    std::printf("%-18s %5d  one story %s  related %s\n", row.c_str(), figures[0].pairs, Summary(same).c_str(),
                Summary(related).c_str());
  }
  return 0;
}

}  // namespace
}  // namespace wirefold

int main(int argc, char** argv) { return wirefold::Main(argc, argv); }
