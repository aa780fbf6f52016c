#include "common/codec/claim_reader.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>

#include "common/codec/wire_reader.h"
#include "common/text/utf8.h"
#include "wirefold/v1/claim.pb.h"

namespace wirefold {
namespace {

// The fields of one message, asked for by ascending number. What is not there keeps its value; what is repeated, out of
// order, of another type, unknown or written in more bytes than it takes is left over.
class PlainFields {
 public:
  explicit PlainFields(std::string_view bytes) : in_(bytes) {}

  // Everything was asked for, and was well-formed.
  bool Done() const { return sound_ && in_.empty(); }

  // These return true when the field is there.
  template <typename Number>
  bool Take(uint32_t field, Number& number) {
    if (!Next(field, kVarint)) return false;
    uint64_t value = 0;
    sound_ = in_.Varint(value) && value <= static_cast<uint64_t>(std::numeric_limits<Number>::max());
    number = static_cast<Number>(value);
    return sound_;
  }
  template <typename Unsigned>
  bool TakeFixed(uint32_t field, Unsigned& number) {
    if (!Next(field, sizeof(number) == sizeof(uint64_t) ? kFixed64 : kFixed32)) return false;
    sound_ = in_.Fixed(number);
    return sound_;
  }
  bool TakeBytes(uint32_t field, std::string_view& bytes) {
    if (!Next(field, kDelimited)) return false;
    const size_t before = in_.left();
    uint64_t size = 0;
    sound_ = in_.Varint(size) && before - in_.left() <= kMaxLengthBytes && in_.Bytes(size, bytes);
    return sound_;
  }
  // Empty when it is not there.
  void TakeText(uint32_t field, size_t most, std::string& text) {
    std::string_view bytes;
    TakeBytes(field, bytes);
    sound_ = sound_ && bytes.size() <= most && IsValidUtf8(bytes);
    text = bytes;
  }

 private:
  static constexpr uint32_t kVarint = 0;
  static constexpr uint32_t kFixed64 = 1;
  static constexpr uint32_t kDelimited = 2;
  static constexpr uint32_t kFixed32 = 5;
  static constexpr size_t kMaxLengthBytes = 4;  // protobuf takes no length of more than five

  // Passes over the tag of the field when it is the next one.
  bool Next(uint32_t field, uint32_t type) {
    const uint32_t tag = field << 3 | type;
    if (tag < 0x80) return sound_ && in_.Skip(static_cast<uint8_t>(tag));
    const char bytes[] = {static_cast<char>(tag | 0x80), static_cast<char>(tag >> 7)};
    return sound_ && in_.Skip({bytes, sizeof(bytes)});
  }

  WireReader in_;
  bool sound_ = true;
};

bool ReadSketch(std::string_view bytes, bool with_values, Sketch& sketch) {
  PlainFields in(bytes);
  std::string_view fingerprints;
  std::string_view traits;
  sketch.cover_threshold = 0;
  sketch.shingle_count = 0;
  sketch.text_hash = 0;
  in.TakeBytes(v1::Sketch::kFingerprintsFieldNumber, fingerprints);
  in.TakeFixed(v1::Sketch::kCoverThresholdFieldNumber, sketch.cover_threshold);
  in.Take(v1::Sketch::kShingleCountFieldNumber, sketch.shingle_count);
  in.TakeFixed(v1::Sketch::kTextHashFieldNumber, sketch.text_hash);
  in.TakeBytes(v1::Sketch::kTraitsFieldNumber, traits);
  if (!in.Done() || fingerprints.size() % sizeof(uint64_t) != 0) return false;
  if (!with_values) return true;
  static_assert(std::endian::native == std::endian::little);  // as on the wire
  sketch.fingerprints.resize(fingerprints.size() / sizeof(uint64_t));
  if (!fingerprints.empty()) std::memcpy(sketch.fingerprints.data(), fingerprints.data(), fingerprints.size());
  UnpackTraits(traits, sketch.fingerprints.size(), sketch.traits);
  return true;
}

bool ReadClaim(std::string_view bytes, bool with_sketch, Claim& claim) {
  PlainFields in(bytes);
  std::string_view sketch;
  claim.raw.partition = 0;
  claim.raw.offset = 0;
  claim.content_hash = 0;
  claim.uri_hash = 0;
  claim.raw_timestamp_ms = 0;
  claim.sketch_hash = 0;
  claim.headline = {};
  claim.place = 0;
  claim.stub = false;
  claim.origin.evidence = 0;
  claim.pages_hash = 0;
  claim.paged = false;
  in.TakeText(v1::Claim::kTopicFieldNumber, kMaxTopicBytes, claim.raw.topic);
  in.Take(v1::Claim::kPartitionFieldNumber, claim.raw.partition);
  in.Take(v1::Claim::kOffsetFieldNumber, claim.raw.offset);
  in.TakeFixed(v1::Claim::kContentHashFieldNumber, claim.content_hash);
  in.TakeText(v1::Claim::kArticleIdFieldNumber, kMaxArticleIdBytes, claim.article_id);
  in.TakeText(v1::Claim::kPublisherFieldNumber, kMaxPublisherBytes, claim.publisher);
  in.TakeFixed(v1::Claim::kUriHashFieldNumber, claim.uri_hash);
  in.Take(v1::Claim::kRawTimestampMsFieldNumber, claim.raw_timestamp_ms);
  in.TakeBytes(v1::Claim::kSketchFieldNumber, sketch);
  in.TakeFixed(v1::Claim::kSketchHashFieldNumber, claim.sketch_hash);
  in.TakeFixed(v1::Claim::kHeadlineWordsFieldNumber, claim.headline.words);
  in.Take(v1::Claim::kHeadlineUnsaidFieldNumber, claim.headline.unsaid);
  in.TakeFixed(v1::Claim::kPlaceHashFieldNumber, claim.place);
  in.Take(v1::Claim::kStubFieldNumber, claim.stub);
  in.TakeText(v1::Claim::kOriginAgencyIdFieldNumber, kMaxAgencyIdBytes, claim.origin.agency_id);
  in.Take(v1::Claim::kOriginEvidenceFieldNumber, claim.origin.evidence);
  in.TakeFixed(v1::Claim::kPagesHashFieldNumber, claim.pages_hash);
  in.Take(v1::Claim::kPagedFieldNumber, claim.paged);
  return in.Done() && claim.raw.offset < kRawOffsetLimit && ReadSketch(sketch, with_sketch, claim.sketch);
}

bool ReadOrigin(std::string_view bytes, StoryOrigin& origin) {
  PlainFields in(bytes);
  origin.credit.evidence = 0;
  in.TakeText(v1::StoryOrigin::kAgencyIdFieldNumber, kMaxAgencyIdBytes, origin.credit.agency_id);
  in.Take(v1::StoryOrigin::kEvidenceFieldNumber, origin.credit.evidence);
  in.TakeText(v1::StoryOrigin::kArticleIdFieldNumber, kMaxArticleIdBytes, origin.article_id);
  return in.Done();
}

bool ReadSettlement(std::string_view bytes, uint64_t log_id, Settlement& settlement) {
  PlainFields in(bytes);
  int64_t claim = 0;
  int64_t first_claim = 0;
  uint32_t copy_number = 0;
  uint64_t story_id = 0;
  in.Take(v1::Settlement::kClaimOffsetFieldNumber, claim);
  settlement.claim = ClaimOffset{claim};
  const bool joined = in.TakeFixed(v1::Settlement::kStoryIdFieldNumber, story_id);
  settlement.story_id = joined ? StoryId{story_id} : OpenStory(log_id, settlement.claim);
  in.Take(v1::Settlement::kCopyNumberFieldNumber, copy_number);
  in.TakeText(v1::Settlement::kFirstSeenArticleIdFieldNumber, kMaxArticleIdBytes, settlement.first_seen_article_id);
  settlement.first_claim.reset();
  const bool again = in.Take(v1::Settlement::kFirstClaimOffsetFieldNumber, first_claim);
  if (again) settlement.first_claim = ClaimOffset{first_claim};
  settlement.copy_number = std::max<uint32_t>(1, copy_number);
  std::string_view origin;
  in.TakeBytes(v1::Settlement::kOriginFieldNumber, origin);
  return ReadOrigin(origin, settlement.origin) && in.Done() && (!again || first_claim < claim);
}

}  // namespace

bool ReadPlainRecord(std::string_view bytes, uint64_t log_id, ClaimLogRecord& record, bool with_sketch) {
  PlainFields in(bytes);
  uint32_t format_version = 0;
  uint32_t magic = 0;
  std::string_view claim;
  std::string_view heartbeat;
  record.writer_id = 0;
  record.restated = false;
  in.Take(v1::ClaimLogRecord::kFormatVersionFieldNumber, format_version);
  in.TakeFixed(v1::ClaimLogRecord::kWriterIdFieldNumber, record.writer_id);
  const bool claims = in.TakeBytes(v1::ClaimLogRecord::kClaimFieldNumber, claim);
  if (!claims && !(in.TakeBytes(v1::ClaimLogRecord::kHeartbeatFieldNumber, heartbeat) && heartbeat.empty())) {
    return false;
  }
  in.TakeFixed(v1::ClaimLogRecord::kMagicFieldNumber, magic);
  if (format_version != kClaimLogFormat || magic != kClaimLogMagic) return false;
  size_t settlements = 0;
  for (std::string_view settlement; in.TakeBytes(v1::ClaimLogRecord::kSettlementsFieldNumber, settlement);) {
    if (record.settlements.size() == settlements) record.settlements.emplace_back();
    if (!ReadSettlement(settlement, log_id, record.settlements[settlements++])) return false;
  }
  record.settlements.resize(settlements);
  if (!in.Done()) return false;
  if (!claims) {
    record.entry = Heartbeat{};
    return true;
  }
  if (!std::holds_alternative<Claim>(record.entry)) record.entry = Claim();
  return ReadClaim(claim, with_sketch, std::get<Claim>(record.entry));
}

void UnpackTraits(std::string_view packed, size_t fingerprints, std::vector<uint8_t>& traits) {
  traits.clear();
  if (packed.size() != (fingerprints + 1) / 2) return;
  traits.resize(fingerprints);
  for (size_t i = 0; i + 1 < fingerprints; i += 2) {
    const auto two = static_cast<uint8_t>(packed[i / 2]);
    traits[i] = two & 0xf;
    traits[i + 1] = two >> 4;
  }
  if (fingerprints % 2 != 0) traits.back() = static_cast<uint8_t>(packed.back()) & 0xf;
}

}  // namespace wirefold
