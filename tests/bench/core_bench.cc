// The core on one thread: text → verdict, its parts, and bytes per unique article. Baseline of the ratios: hashing the
// same bytes once with XXH3 (the least that any reader of the text must do).
#include <benchmark/benchmark.h>
#include <simdjson.h>
#include <xxhash.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "common/base/prefetch.h"
#include "common/codec/claims_machine.h"
#include "common/codec/enriched_codec.h"
#include "common/fold/machine/fold_index.h"
#include "common/pipeline/prepare.h"
#include "tests/bench/claims_log.h"
#include "tests/bench/texts.h"

namespace wirefold {
constexpr size_t kTexts = 20'000;

// One behind the other in memory, as a fetched batch of records is.
static const std::vector<std::string_view>& Texts() {
  static const std::vector<std::string_view>& texts = *[] {
    auto* all = new std::string;
    std::vector<size_t> ends;
    for (size_t i = 0; i < kTexts; ++i) ends.push_back(all->append(BenchText(i)).size());
    auto* made = new std::vector<std::string_view>;
    size_t begin = 0;
    for (size_t end : ends) {
      made->push_back(std::string_view(*all).substr(begin, end - begin));
      begin = end;
    }
    return made;
  }();
  return texts;
}

namespace {

Claim MakeClaim(std::string_view text, int64_t number, const Genesis& genesis) {
  Claim claim = BenchClaim(number);
  const std::string_view pieces[] = {text};
  claim.sketch = MakeSketch(pieces, genesis.sketch);
  return claim;
}

void BM_BaselineHashBytes(benchmark::State& state) {
  size_t i = 0;
  for (auto _ : state) {
    const std::string_view text = Texts()[i++ % kTexts];
    benchmark::DoNotOptimize(XXH3_64bits(text.data(), text.size()));
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(BM_BaselineHashBytes);

void BM_TextToSketch(benchmark::State& state) {
  size_t i = 0;
  for (auto _ : state) {
    const std::string_view pieces[] = {Texts()[i++ % kTexts]};
    benchmark::DoNotOptimize(MakeSketch(pieces, {}));
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(BM_TextToSketch);

Claim RandomClaim(int64_t number, size_t fingerprints, std::mt19937_64& random, const Genesis& genesis) {
  Claim claim = BenchClaim(number);
  claim.sketch = RandomSketch(fingerprints, random, genesis);
  return claim;
}

// Text → verdict in a window that holds `range` unique articles already; one in four is a verbatim copy of a recent
// one. What a claim says besides its text is there before the clock runs.
void BM_TextToVerdict(benchmark::State& state) {
  const Genesis genesis;
  FoldIndex index(genesis);
  std::mt19937_64 random(1);
  int64_t number = 0;
  for (; number < state.range(0); ++number)
    index.Apply(RandomClaim(number, 62, random, genesis), ClaimOffset{number}, 0);
  std::vector<Claim> claims;
  for (size_t i = 0; i < kTexts; ++i) claims.push_back(MakeClaim("", number + static_cast<int64_t>(i), genesis));
  size_t next = 0;
  for (auto _ : state) {
    Claim& claim = claims[next];
    const std::string_view pieces[] = {Texts()[next % 4 == 3 ? next - 3 : next]};
    claim.sketch = MakeSketch(pieces, genesis.sketch);
    benchmark::DoNotOptimize(index.Apply(claim, ClaimOffset{number}, 0));
    claim.sketch = {};
    ++number;
    ++next;
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(BM_TextToVerdict)->Arg(0)->Arg(300'000)->Iterations(kTexts);

const std::vector<std::string>& JsonRecords() {
  static const std::vector<std::string>& records = *[] {
    auto* made = new std::vector<std::string>;
    for (size_t i = 0; i < 2000; ++i) {
      std::string body;
      for (char c : Texts()[i]) body += c == '\n' ? std::string("\\n") : std::string(1, c);
      made->push_back("{\"uri\":\"urn:" + std::to_string(i) +
                      "\",\"url\":\"https://a.example/x\",\"headline\":\"A headline\",\"body\":\"" + body + "\"}");
    }
    return made;
  }();
  return records;
}

// The least that any reader of JSON does: baseline of the two below.
void BM_BaselineParseJson(benchmark::State& state) {
  simdjson::dom::parser parser;
  size_t i = 0;
  for (auto _ : state) benchmark::DoNotOptimize(parser.parse(JsonRecords()[i++ % JsonRecords().size()]).error());
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(BM_BaselineParseJson);

void DecodeAndClean(benchmark::State& state, const std::string& value, InputFormat format) {
  const std::variant<Article, DeadLetter> decoded = Decode(value, format);
  if (!std::holds_alternative<Article>(decoded)) return state.SkipWithError("a dead letter");
  benchmark::DoNotOptimize(Clean(std::get<Article>(decoded), FurnitureRules::BuiltIn()));
}

void BM_JsonToClean(benchmark::State& state) {
  size_t i = 0;
  for (auto _ : state) DecodeAndClean(state, JsonRecords()[i++ % JsonRecords().size()], InputFormat::kDetect);
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(BM_JsonToClean);

void BM_TextToClean(benchmark::State& state) {
  const std::vector<std::string> texts(Texts().begin(), Texts().begin() + 2000);
  size_t i = 0;
  for (auto _ : state) DecodeAndClean(state, texts[i++ % texts.size()], InputFormat::kText);
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(BM_TextToClean);

void BM_JsonToRecord(benchmark::State& state) {
  const std::vector<std::string>& records = JsonRecords();
  const PrepareSettings settings;
  size_t i = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(
        Prepare(RawRecord{{"raw", 0, static_cast<int64_t>(i)}, 0, records[i % records.size()]}, settings));
    ++i;
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(BM_JsonToRecord);

const std::vector<std::string>& ClaimsLogOf(size_t records) {
  static const std::vector<std::string>& log = *[=] {
    Genesis genesis;
    genesis.log_id = 7;
    ClaimsLog claims(genesis);
    auto* made = new std::vector<std::string>;
    while (made->size() < records) made->push_back(claims.Next());
    return made;
  }();
  return log;
}

// What a restoring replica does with each record of the log, but for fetching it. The raw records below `committed`
// have their outcomes.
void RestoreClaims(benchmark::State& state, int64_t committed) {
  constexpr size_t kRecords = 300'000;
  constexpr size_t kBatch = 32'768;
  constexpr size_t kPrefetchRecords = 4;
  const std::vector<std::string>& log = ClaimsLogOf(kRecords);
  for (auto _ : state) {
    auto restored = std::make_unique<ClaimsMachine>(/*complete=*/true);
    ClaimsMachine& machine = *restored;
    machine.TrustSettlementsOf({"raw", std::vector<int64_t>(kBenchPartitions, committed)});
    for (size_t at = 0, end = 1; at < kRecords; at = std::exchange(end, std::min(kRecords, end + kBatch))) {
      for (size_t i = at; i < end; ++i) {
        Prefetch(log[std::min(i + kPrefetchRecords, end - 1)]);
        machine.ReadAhead(ClaimOffset{static_cast<int64_t>(i)}, log[i]);
      }
      for (size_t i = at; i < end; ++i) {
        Prefetch(log[std::min(i + kPrefetchRecords, end - 1)]);
        benchmark::DoNotOptimize(
            machine.Apply(ClaimOffset{static_cast<int64_t>(i)}, 1'000, true, log[i], /*with_verdict=*/false));
      }
      machine.Replayed();
    }
    state.PauseTiming();  // a replica keeps it
    restored.reset();
    state.ResumeTiming();
  }
  state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(kRecords));
}

void BM_RestoreClaims(benchmark::State& state) { RestoreClaims(state, kRawOffsetLimit); }
BENCHMARK(BM_RestoreClaims)->Unit(benchmark::kMillisecond);

// The same when each of them is judged, as a claim is whose raw record is not committed.
void BM_JudgeClaims(benchmark::State& state) { RestoreClaims(state, 0); }
BENCHMARK(BM_JudgeClaims)->Unit(benchmark::kMillisecond);

// The same without the index: reading the bytes.
void BM_DecodeClaims(benchmark::State& state) {
  constexpr size_t kRecords = 300'000;
  const std::vector<std::string>& log = ClaimsLogOf(kRecords);
  ClaimLogRecord record;
  for (auto _ : state) {
    for (const std::string& bytes : log) benchmark::DoNotOptimize(DecodeClaimLogRecord(bytes, 7, record));
  }
  state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(kRecords));
}
BENCHMARK(BM_DecodeClaims)->Unit(benchmark::kMillisecond);

// Not a time: memory of an index, as it counts it itself (tests/fold/memory_test.cc holds that against the allocator).
// `range`: claims, and how many verbatim copies each article has.
void BM_BytesPerClaim(benchmark::State& state) {
  const int64_t claims = state.range(0);
  const int64_t copies = state.range(1);
  for (auto _ : state) {
    const Genesis genesis;
    FoldIndex index(genesis);
    std::mt19937_64 random(1);
    const size_t fingerprints = MakeClaim(Texts()[0], 0, genesis).sketch.fingerprints.size();
    Claim claim;
    for (int64_t i = 0; i < claims; ++i) {
      Sketch sketch = i % (copies + 1) == 0 ? RandomSketch(fingerprints, random, genesis) : std::move(claim.sketch);
      claim = BenchClaim(i);
      claim.sketch = std::move(sketch);
      index.Apply(claim, ClaimOffset{i}, 0);
    }
    state.counters["bytes_per_claim"] = static_cast<double>(index.Stats().bytes) / static_cast<double>(claims);
    state.counters["fingerprints"] = static_cast<double>(fingerprints);
  }
}
BENCHMARK(BM_BytesPerClaim)
    ->Args({700'000, 0})
    ->Args({1'000'000, 0})
    ->Args({700'000, 3})
    ->Args({1'000'000, 3})
    ->Iterations(1)
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace wirefold

int main(int argc, char** argv) {
  wirefold::Texts();  // made before any clock runs
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
}
