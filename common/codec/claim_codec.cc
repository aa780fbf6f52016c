#include "common/codec/claim_codec.h"

#include <google/protobuf/arena.h>

#include <algorithm>
#include <cstddef>

#include "absl/strings/str_format.h"
#include "common/base/check.h"
#include "common/codec/claim_reader.h"
#include "common/codec/wire.h"
#include "wirefold/v1/claim.pb.h"

namespace wirefold {
namespace {

constexpr size_t kArenaBytes = 8192;  // enough for a usual record, on the stack

// Four bits for each fingerprint, two fingerprints to a byte, the first one lowest.
constexpr size_t kTraitBits = 4;
constexpr size_t kTraitsInByte = 8 / kTraitBits;

void PutTraits(const std::vector<uint8_t>& traits, std::string& out) {
  out.assign((traits.size() + kTraitsInByte - 1) / kTraitsInByte, '\0');
  for (size_t i = 0; i < traits.size(); ++i) {
    const int byte = traits[i] << (i % kTraitsInByte * kTraitBits);
    out[i / kTraitsInByte] = static_cast<char>(static_cast<uint8_t>(out[i / kTraitsInByte]) | byte);
  }
}

void Put(const Claim& claim, v1::Claim& out) {
  out.set_topic(claim.raw.topic);
  out.set_partition(claim.raw.partition);
  out.set_offset(claim.raw.offset);
  out.set_content_hash(claim.content_hash);
  out.set_article_id(claim.article_id);
  out.set_publisher(claim.publisher);
  out.set_uri_hash(claim.uri_hash);
  out.set_raw_timestamp_ms(claim.raw_timestamp_ms);
  out.set_sketch_hash(claim.sketch_hash);
  v1::Sketch& sketch = *out.mutable_sketch();
  sketch.mutable_fingerprints()->Add(claim.sketch.fingerprints.begin(), claim.sketch.fingerprints.end());
  sketch.set_cover_threshold(claim.sketch.cover_threshold);
  sketch.set_shingle_count(claim.sketch.shingle_count);
  sketch.set_text_hash(claim.sketch.text_hash);
  PutTraits(claim.sketch.traits, *sketch.mutable_traits());
  out.set_headline_words(claim.headline.words);
  out.set_headline_unsaid(claim.headline.unsaid);
  out.set_place_hash(claim.place);
  out.set_stub(claim.stub);
  out.set_origin_agency_id(claim.origin.agency_id);
  out.set_origin_evidence(claim.origin.evidence);
  out.set_pages_hash(claim.pages_hash);
  out.set_paged(claim.paged);
}

// Assigns field by field: the memory of `claim` is used again.
void Take(const v1::Claim& in, Claim& claim) {
  claim.raw.topic = in.topic();
  claim.raw.partition = in.partition();
  claim.raw.offset = in.offset();
  claim.content_hash = in.content_hash();
  claim.article_id = in.article_id();
  claim.publisher = in.publisher();
  claim.uri_hash = in.uri_hash();
  claim.raw_timestamp_ms = in.raw_timestamp_ms();
  claim.sketch_hash = in.sketch_hash();
  claim.sketch.fingerprints.assign(in.sketch().fingerprints().begin(), in.sketch().fingerprints().end());
  claim.sketch.cover_threshold = in.sketch().cover_threshold();
  claim.sketch.shingle_count = in.sketch().shingle_count();
  claim.sketch.text_hash = in.sketch().text_hash();
  UnpackTraits(in.sketch().traits(), claim.sketch.fingerprints.size(), claim.sketch.traits);
  claim.headline = {in.headline_words(), in.headline_unsaid()};
  claim.place = in.place_hash();
  claim.stub = in.stub();
  claim.origin.agency_id = in.origin_agency_id();
  claim.origin.evidence = static_cast<uint8_t>(in.origin_evidence());
  claim.pages_hash = in.pages_hash();
  claim.paged = in.paged();
}

void Put(const Genesis& genesis, v1::Genesis& out) {
  out.set_epoch(genesis.epoch);
  out.set_sketch_version(genesis.sketch_version);
  out.set_judging_version(genesis.judging_version);
  out.set_log_id(genesis.log_id);
  out.set_shingle_length(genesis.sketch.shingle_length);
  out.set_sampling_rate(genesis.sketch.sampling_rate);
  out.set_sketch_floor(genesis.sketch.floor);
  out.set_sketch_cap(genesis.sketch.cap);
  out.set_containment_threshold(genesis.containment_threshold);
  out.set_derived_threshold(genesis.derived_threshold);
  out.set_resemblance_threshold(genesis.resemblance_threshold);
  out.set_window_seconds(genesis.window_seconds);
  out.set_window_claims(genesis.window_claims);
}

Genesis Take(const v1::Genesis& in) {
  Genesis genesis;
  genesis.epoch = in.epoch();
  genesis.sketch_version = in.sketch_version();
  genesis.judging_version = in.judging_version();
  genesis.log_id = in.log_id();
  genesis.sketch = {in.shingle_length(), in.sampling_rate(), in.sketch_floor(), in.sketch_cap()};
  genesis.containment_threshold = in.containment_threshold();
  genesis.derived_threshold = in.derived_threshold();
  genesis.resemblance_threshold = in.resemblance_threshold();
  genesis.window_seconds = in.window_seconds();
  genesis.window_claims = in.window_claims();
  return genesis;
}

bool InBounds(const v1::Claim& claim) {
  return claim.article_id().size() <= kMaxArticleIdBytes && claim.publisher().size() <= kMaxPublisherBytes &&
         claim.topic().size() <= kMaxTopicBytes && claim.partition() >= 0 && claim.offset() >= 0 &&
         claim.offset() < kRawOffsetLimit && claim.origin_agency_id().size() <= kMaxAgencyIdBytes &&
         claim.origin_evidence() <= UINT8_MAX;
}

void Put(const StoryOrigin& origin, v1::StoryOrigin& out) {
  out.set_agency_id(origin.credit.agency_id);
  out.set_evidence(origin.credit.evidence);
  out.set_article_id(origin.article_id);
}

StoryOrigin Take(const v1::StoryOrigin& in) {
  return {{in.agency_id(), static_cast<uint8_t>(in.evidence())}, in.article_id()};
}

void Put(const Settlement& settlement, uint64_t log_id, v1::Settlement& out) {
  out.set_claim_offset(static_cast<int64_t>(settlement.claim));
  if (settlement.story_id != OpenStory(log_id, settlement.claim)) {
    out.set_story_id(static_cast<uint64_t>(settlement.story_id));
  }
  if (settlement.copy_number != 1) out.set_copy_number(settlement.copy_number);
  out.set_first_seen_article_id(settlement.first_seen_article_id);
  if (settlement.first_claim) out.set_first_claim_offset(static_cast<int64_t>(*settlement.first_claim));
  if (settlement.origin != StoryOrigin{}) Put(settlement.origin, *out.mutable_origin());
}

void Take(const v1::Settlement& in, uint64_t log_id, Settlement& settlement) {
  settlement.claim = ClaimOffset{in.claim_offset()};
  settlement.story_id = in.has_story_id() ? StoryId{in.story_id()} : OpenStory(log_id, settlement.claim);
  settlement.copy_number = std::max<uint32_t>(1, in.copy_number());
  settlement.first_seen_article_id = in.first_seen_article_id();
  settlement.first_claim.reset();
  if (in.has_first_claim_offset()) settlement.first_claim = ClaimOffset{in.first_claim_offset()};
  settlement.origin = Take(in.origin());
}

bool InBounds(const v1::StoryOrigin& origin) {
  return origin.agency_id().size() <= kMaxAgencyIdBytes && origin.evidence() <= UINT8_MAX &&
         origin.article_id().size() <= kMaxArticleIdBytes;
}

bool InBounds(const v1::Settlement& settlement) {
  return settlement.first_seen_article_id().size() <= kMaxArticleIdBytes && InBounds(settlement.origin()) &&
         (!settlement.has_first_claim_offset() ||
          (settlement.first_claim_offset() >= 0 && settlement.first_claim_offset() < settlement.claim_offset()));
}

absl::Status CheckFormat(const v1::ClaimLogRecord& in) {
  if (in.magic() != kClaimLogMagic)
    return absl::InvalidArgumentError("no claim log record: its magic number is another");
  if (in.format_version() > kClaimLogFormat) {
    return absl::UnimplementedError(
        absl::StrFormat("format version %d, this program knows up to %d", in.format_version(), kClaimLogFormat));
  }
  if (in.format_version() < kClaimLogFormat) {
    return absl::InvalidArgumentError(
        absl::StrFormat("format version %d, which no writer of such records has", in.format_version()));
  }
  return absl::OkStatus();
}

}  // namespace

std::string EncodeClaimLogRecord(const ClaimLogRecord& record, uint64_t log_id) {
  v1::ClaimLogRecord out;
  out.set_format_version(kClaimLogFormat);
  out.set_magic(kClaimLogMagic);
  out.set_writer_id(record.writer_id);
  if (const auto* claim = std::get_if<Claim>(&record.entry)) {
    Put(*claim, *out.mutable_claim());
  } else if (const auto* genesis = std::get_if<Genesis>(&record.entry)) {
    Put(*genesis, *out.mutable_genesis());
    out.mutable_genesis()->set_restated(record.restated);
  } else {
    out.mutable_heartbeat();
  }
  for (const Settlement& settlement : record.settlements) Put(settlement, log_id, *out.add_settlements());
  return SerializeDeterministic(out);
}

absl::Status DecodeClaimLogRecord(std::string_view bytes, uint64_t log_id, ClaimLogRecord& record) {
  if (ReadPlainRecord(bytes, log_id, record)) return absl::OkStatus();
  return ParseRecord(bytes, log_id, record);
}

absl::Status ParseRecord(std::string_view bytes, uint64_t log_id, ClaimLogRecord& record) {
  alignas(std::max_align_t) char room[kArenaBytes];
  google::protobuf::Arena arena(room, sizeof(room));
  auto& in = *google::protobuf::Arena::CreateMessage<v1::ClaimLogRecord>(&arena);
  if (bytes.empty() || !in.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return absl::InvalidArgumentError(absl::StrFormat("%d bytes are no claim log record", bytes.size()));
  }
  WF_RETURN_IF_ERROR(CheckFormat(in));
  record.writer_id = in.writer_id();
  record.restated = false;
  switch (in.entry_case()) {
    case v1::ClaimLogRecord::kClaim:
      if (!InBounds(in.claim())) return absl::InvalidArgumentError("a claim out of bounds");
      if (!std::holds_alternative<Claim>(record.entry)) record.entry = Claim();
      Take(in.claim(), std::get<Claim>(record.entry));
      break;
    case v1::ClaimLogRecord::kGenesis:
      record.entry = Take(in.genesis());
      record.restated = in.genesis().restated();
      break;
    case v1::ClaimLogRecord::kHeartbeat:
      record.entry = Heartbeat{};
      break;
    case v1::ClaimLogRecord::ENTRY_NOT_SET:
      return absl::InvalidArgumentError("no entry");
  }
  record.settlements.resize(static_cast<size_t>(in.settlements_size()));
  for (int i = 0; i < in.settlements_size(); ++i) {
    if (!InBounds(in.settlements(i))) return absl::InvalidArgumentError("a settlement out of bounds");
    Take(in.settlements(i), log_id, record.settlements[static_cast<size_t>(i)]);
  }
  return absl::OkStatus();
}

absl::StatusOr<ClaimLogRecord> DecodeClaimLogRecord(std::string_view bytes, uint64_t log_id) {
  ClaimLogRecord record;
  WF_RETURN_IF_ERROR(DecodeClaimLogRecord(bytes, log_id, record));
  return record;
}

}  // namespace wirefold
