#include "tests/support/corpus.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace wirefold {
namespace {

// SplitMix64: the standard's distributions differ between libraries, this does not.
class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed) {}
  uint64_t Next() {
    uint64_t z = (state_ += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
  }
  size_t Below(size_t bound) { return static_cast<size_t>(Next() % bound); }
  size_t Between(size_t low, size_t high) { return low + Below(high - low + 1); }

 private:
  uint64_t state_;
};

using Words = std::vector<std::string>;

constexpr size_t kVocabulary = 6000;
constexpr size_t kShortestWords = 80;
constexpr size_t kLongestWords = 500;
constexpr int64_t kFirstTimestampMs = 1'704'880'000'000;
constexpr std::string_view kPublishers[] = {"harbourpost.example",  "northernledger.example", "dailymeridian.example",
                                            "quaysidenews.example", "eveningcourant.example", "thelanternweb.example",
                                            "cityobserver.example", "plainsgazette.example"};

Words MakeVocabulary() {
  constexpr std::string_view kOnsets[] = {"b", "d", "f", "g", "k", "l", "m", "n", "p", "r", "s", "t", "v", "st", "tr"};
  constexpr std::string_view kVowels[] = {"a", "e", "i", "o", "u", "ai", "ou"};
  constexpr std::string_view kCodas[] = {"", "n", "r", "s", "l", "nt", "m"};
  Random random(42);  // one language for all seeds
  Words words;
  while (words.size() < kVocabulary) {
    std::string word;
    for (size_t i = random.Between(1, 3); i > 0; --i) {
      for (const std::string_view part :
           {kOnsets[random.Below(std::size(kOnsets))], kVowels[random.Below(std::size(kVowels))],
            kCodas[random.Below(std::size(kCodas))]}) {
        word.append(part);
      }
    }
    words.push_back(std::move(word));
  }
  return words;
}

// Frequent words first, as in a real language: the smaller of two draws, the smaller still of a third.
const std::string& Draw(Random& random, const Words& vocabulary) {
  return vocabulary[std::min({random.Below(kVocabulary), random.Below(kVocabulary), random.Below(kVocabulary)})];
}

Words MakeText(Random& random, const Words& vocabulary, size_t count) {
  Words text(count);
  for (std::string& word : text) word = Draw(random, vocabulary);
  return text;
}

// Sentences and paragraphs whose borders depend on the words only: a copy breaks where its source does.
std::string Compose(const Words& words) {
  std::string body;
  bool sentence_begins = true;
  size_t sentence_words = 0;
  size_t sentences = 0;
  for (size_t i = 0; i < words.size(); ++i) {
    std::string word = words[i];
    if (sentence_begins) word[0] = static_cast<char>(word[0] - 'a' + 'A');
    body += word;
    ++sentence_words;
    sentence_begins = (sentence_words >= 9 && word.size() % 3 == 0) || sentence_words == 22 || i + 1 == words.size();
    if (!sentence_begins) {
      body += ' ';
      continue;
    }
    sentence_words = 0;
    body += '.';
    if (i + 1 < words.size()) body += ++sentences % 4 == 0 ? "\n\n" : " ";
  }
  return body;
}

struct Item {
  Words words;
  std::string uri;
  std::string publisher;
  std::string headline;
  int version = 1;
};

// The words are letters and the body has line breaks only: nothing else needs escaping.
std::string ToJson(const Item& item, std::string_view published) {
  std::string body;
  for (const char c : Compose(item.words)) {
    if (c == '\n') {
      body += "\\n";
    } else {
      body += c;
    }
  }
  return absl::StrCat("{\"uri\":\"", item.uri, "\",\"version\":\"", item.version, "\",\"url\":\"https://",
                      item.publisher, "/", item.uri, "\",\"headline\":\"", item.headline, "\",\"publisher\":\"",
                      item.publisher, "\",\"published\":\"", std::string(published), "\",\"body\":\"", body, "\"}");
}

std::string Poison(Random& random, std::string_view uri) {
  switch (random.Below(4)) {
    case 0:
      return "";
    case 1:
      return absl::StrCat("{\"uri\":\"", std::string(uri), "\",\"body\":\"no end");
    case 2:
      return absl::StrCat("{\"uri\":\"", std::string(uri), "\",\"headline\":\"nothing below\"}");
    default:
      return "{\"uri\": }";
  }
}

CorpusKind DrawKind(Random& random, size_t index) {
  if (index < 16) return CorpusKind::kOriginal;  // something to copy
  const size_t die = random.Below(100);
  if (die < 40) return CorpusKind::kOriginal;
  if (die < 60) return CorpusKind::kVerbatim;
  if (die < 72) return CorpusKind::kEdited;
  if (die < 80) return CorpusKind::kAbridged;
  if (die < 88) return CorpusKind::kEmbedded;
  if (die < 93) return CorpusKind::kVersion;
  if (die < 96) return CorpusKind::kShort;
  return die < 98 ? CorpusKind::kPoison : CorpusKind::kTombstone;
}

void Rewrite(Item& item, CorpusKind kind, Random& random, const Words& vocabulary) {
  Words& words = item.words;
  switch (kind) {
    case CorpusKind::kEdited:
    case CorpusKind::kVersion:
      for (size_t i = words.size() / 20; i > 0; --i) words[random.Below(words.size())] = Draw(random, vocabulary);
      break;
    case CorpusKind::kAbridged:
      words.resize(words.size() / 2);
      break;
    case CorpusKind::kEmbedded: {
      const Words before = MakeText(random, vocabulary, words.size() / 2);
      const Words after = MakeText(random, vocabulary, words.size() / 2);
      words.insert(words.begin(), before.begin(), before.end());
      words.insert(words.end(), after.begin(), after.end());
      break;
    }
    default:
      break;
  }
}

}  // namespace

std::vector<CorpusRecord> MakeCorpus(const CorpusOptions& options) {
  static const Words vocabulary = MakeVocabulary();
  Random random(options.seed);
  std::vector<CorpusRecord> corpus;
  std::vector<std::pair<size_t, Item>> originals;  // place in the corpus, content
  for (size_t index = 0; index < options.records; ++index) {
    CorpusRecord out{.kind = DrawKind(random, index), .source = index, .record = {}};
    const std::string uri = absl::StrCat("item-", options.seed, "-", index);
    out.record.partition = static_cast<int32_t>(random.Below(static_cast<size_t>(options.partitions)));
    out.record.timestamp_ms = kFirstTimestampMs + static_cast<int64_t>(index) * 250;
    out.record.key = uri;
    Item item{.words = {},
              .uri = uri,
              .publisher = std::string(kPublishers[random.Below(std::size(kPublishers))]),
              .headline = absl::StrJoin(MakeText(random, vocabulary, 7), " ")};
    switch (out.kind) {
      case CorpusKind::kTombstone:
        break;
      case CorpusKind::kPoison:
        out.record.value = Poison(random, uri);
        break;
      case CorpusKind::kOriginal:
      case CorpusKind::kShort:
        item.words = MakeText(
            random, vocabulary,
            out.kind == CorpusKind::kShort ? random.Between(3, 9) : random.Between(kShortestWords, kLongestWords));
        if (out.kind == CorpusKind::kOriginal) originals.emplace_back(index, item);
        out.record.value = ToJson(item, "2024-01-10");
        break;
      default: {
        // Half of the copies are of the newest stories, so that copies race each other over the partitions.
        const size_t back = random.Below(2) == 0 ? std::min<size_t>(8, originals.size()) : originals.size();
        const auto& [place, source] = originals[originals.size() - 1 - random.Below(back)];
        out.source = place;
        item.words = source.words;
        if (out.kind == CorpusKind::kVersion) {
          item.uri = source.uri;
          item.publisher = source.publisher;
          item.version = 2;
          out.record.key = source.uri;
          out.record.partition = corpus[place].record.partition;
        }
        Rewrite(item, out.kind, random, vocabulary);
        out.record.value = ToJson(item, "2024-01-11");
        break;
      }
    }
    corpus.push_back(std::move(out));
  }
  return corpus;
}

}  // namespace wirefold
