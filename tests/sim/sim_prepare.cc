#include "tests/sim/sim_prepare.h"

#include <charconv>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/codec/enriched_codec.h"
#include "worker/runtime/in_flight.h"

namespace wirefold::sim {
namespace {

constexpr int kWords = 48;
constexpr int64_t kSlowMs = 1'200;

std::string Words(uint64_t story, int begin, int end) {
  std::string text;
  for (int i = begin; i < end; ++i)
    absl::StrAppend(&text, "w", Mix64(story * 1'000 + static_cast<uint64_t>(i)) % 9'000, " ");
  return text;
}

std::string TextOf(uint32_t number) {
  const uint64_t story = number / kTextsOfStory;
  switch (number % kTextsOfStory) {
    case 0:
      return Words(story, 0, kWords);
    case 1:
      return Words(story, 0, kWords / 2) + "edited here " + Words(story, kWords / 2, kWords);
    case 2:
      return Words(story, 0, kWords / 2);
    default:
      return Words(story, 0, kWords) + Words((story + 1) % kStories, 0, kWords);
  }
}

const std::vector<Sketch>& Pool() {
  static const std::vector<Sketch>& pool = *[] {
    auto* sketches = new std::vector<Sketch>;
    for (uint32_t number = 0; number < kPoolTexts; ++number) {
      const std::string text = TextOf(number);
      const std::string_view pieces[] = {text};
      sketches->push_back(MakeSketch(pieces, SketchParameters{}));
    }
    return sketches;
  }();
  return pool;
}

std::optional<PoolRecord> ParsePool(std::string_view value) {
  PoolRecord record;
  const auto number = [&value](char mark, uint32_t& to) {
    if (value.empty() || value.front() != mark) return false;
    const auto [end, error] = std::from_chars(value.data() + 1, value.data() + value.size(), to);
    if (error != std::errc()) return false;
    value.remove_prefix(static_cast<size_t>(end - value.data()));
    return true;
  };
  if (!number('t', record.text) || !number('u', record.uri) || !number('p', record.publisher)) return std::nullopt;
  if (!value.empty() || record.text >= kPoolTexts) return std::nullopt;
  return record;
}

// Copies of one text credit this agency or that one, or none; some publishers spread their articles over pages.
void TellMore(const PoolRecord& record, Prepared& prepared) {
  Claim& claim = prepared.claim;
  if ((record.text + record.publisher) % 3 == 0) {
    Credit credit;
    credit.agency_id = absl::StrCat("agency-", record.publisher % 4);
    credit.evidence = static_cast<CreditEvidence>(1 + (record.text + record.uri) % 5);
    claim.origin = {credit.agency_id, static_cast<uint8_t>(credit.evidence)};
    prepared.origin_credits = {credit};
  }
  if (record.publisher % 3 == 2) {
    claim.pages_hash = 1 + record.text / kTextsOfStory;
    claim.headline.words = 1u << claim.pages_hash;
    claim.paged = record.uri % 2 == 1;
  }
}

std::string IdOf(const PoolRecord& record, const RecordCoordinates& raw) {
  return record.uri != 0 ? absl::StrCat("urn:", record.uri) : absl::StrCat("at:", raw.partition, "@", raw.offset);
}

}  // namespace

std::string PoolValue(const PoolRecord& record) {
  return absl::StrCat("t", record.text, "u", record.uri, "p", record.publisher);
}

std::string RealValue(const PoolRecord& record) {
  return absl::StrCat(R"({"uri":"urn:)", record.uri, R"(","publisher":"p)", record.publisher,
                      R"(.example","headline":"A headline","body":")", TextOf(record.text), R"("})");
}

std::variant<Prepared, DeadLetter> PrepareSimulated(const RawRecord& raw, const Genesis& genesis) {
  const std::optional<PoolRecord> record = ParsePool(raw.value);
  if (!record) {
    PrepareSettings settings;
    settings.genesis = genesis;
    return Prepare(raw, settings);
  }
  Prepared prepared;
  Claim& claim = prepared.claim;
  claim.raw = raw.coordinates;
  claim.content_hash = Mix64(uint64_t{record->text} << 40 | uint64_t{record->uri} << 20 | record->publisher);
  claim.article_id = IdOf(*record, raw.coordinates);
  claim.publisher = absl::StrCat("p", record->publisher, ".example");
  claim.uri_hash = record->uri == 0 ? 0 : Mix64(record->uri);
  claim.raw_timestamp_ms = raw.timestamp_ms.value_or(0);
  claim.sketch_hash = SketchHash(genesis);
  claim.sketch = Pool()[record->text];
  TellMore(*record, prepared);
  const EnrichedHead head{claim.article_id, claim.publisher, "", raw.coordinates, raw.timestamp_ms};
  prepared.head = EncodeHead(head, Article{}, CleanArticle{}, Provenance{}, RecordVersions{});
  return prepared;
}

SimPreparer::SimPreparer(Host host, const Genesis& genesis)
    : host_(std::move(host)), genesis_(std::make_shared<const Genesis>(genesis)) {}

SimPreparer::~SimPreparer() { *here_ = false; }

void SimPreparer::Submit(std::vector<std::shared_ptr<InFlight>> records) {
  host_.process.Step();
  Kernel& kernel = host_.cluster.kernel;
  for (auto& record : records) {
    const bool slow = kernel.now_ms() < host_.faults.slow_preparing_until_ms || host_.OneIn(100);
    kernel.In(host_.random.Between(0, slow ? kSlowMs : 8),
              [record = std::move(record), here = here_, genesis = genesis_, &process = host_.process] {
                if (!*here) return;
                if (const std::optional<std::string_view> value = record->message->value(); !value) {
                  record->outcome = Tombstone{};
                } else {
                  RawRecord raw{{kRawTopic, record->partition, record->offset}, std::nullopt, *value};
                  if (record->timestamp_ms > 0) raw.timestamp_ms = record->timestamp_ms;
                  std::variant<Prepared, DeadLetter> outcome = PrepareSimulated(raw, *genesis);
                  if (auto* prepared = std::get_if<Prepared>(&outcome)) {
                    record->outcome = std::move(*prepared);
                  } else {
                    record->outcome = std::get<DeadLetter>(std::move(outcome));
                  }
                }
                record->prepared.store(true, std::memory_order_release);
                process.Wake();
              });
  }
}

}  // namespace wirefold::sim
