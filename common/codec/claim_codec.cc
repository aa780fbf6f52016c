#include "common/codec/claim_codec.h"

#include "absl/strings/str_format.h"
#include "common/codec/wire.h"
#include "wirefold/v1/claim.pb.h"

namespace wirefold {
namespace {

constexpr uint32_t kFormatVersion = 1;

void Put(const Claim& claim, v1::Claim& out) {
  out.set_topic(claim.raw.topic);
  out.set_partition(claim.raw.partition);
  out.set_offset(claim.raw.offset);
  out.set_content_hash(claim.content_hash);
  out.set_article_id(claim.article_id);
  out.set_publisher(claim.publisher);
  out.set_uri_hash(claim.uri_hash);
  out.set_raw_timestamp_ms(claim.raw_timestamp_ms);
  out.set_parameters_hash(claim.parameters_hash);
  v1::Sketch& sketch = *out.mutable_sketch();
  sketch.mutable_fingerprints()->Add(claim.sketch.fingerprints.begin(), claim.sketch.fingerprints.end());
  sketch.set_cover_threshold(claim.sketch.cover_threshold);
  sketch.set_shingle_count(claim.sketch.shingle_count);
  sketch.set_text_hash(claim.sketch.text_hash);
}

Claim Take(const v1::Claim& in) {
  Claim claim;
  claim.raw = {in.topic(), in.partition(), in.offset()};
  claim.content_hash = in.content_hash();
  claim.article_id = in.article_id();
  claim.publisher = in.publisher();
  claim.uri_hash = in.uri_hash();
  claim.raw_timestamp_ms = in.raw_timestamp_ms();
  claim.parameters_hash = in.parameters_hash();
  claim.sketch.fingerprints.assign(in.sketch().fingerprints().begin(), in.sketch().fingerprints().end());
  claim.sketch.cover_threshold = in.sketch().cover_threshold();
  claim.sketch.shingle_count = in.sketch().shingle_count();
  claim.sketch.text_hash = in.sketch().text_hash();
  return claim;
}

void Put(const Genesis& genesis, v1::Genesis& out) {
  out.set_algorithm_version(genesis.algorithm_version);
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
  genesis.algorithm_version = in.algorithm_version();
  genesis.log_id = in.log_id();
  genesis.sketch = {in.shingle_length(), in.sampling_rate(), in.sketch_floor(), in.sketch_cap()};
  genesis.containment_threshold = in.containment_threshold();
  genesis.derived_threshold = in.derived_threshold();
  genesis.resemblance_threshold = in.resemblance_threshold();
  genesis.window_seconds = in.window_seconds();
  genesis.window_claims = in.window_claims();
  return genesis;
}

// What the index and its parameters' hash can take; wider than what the configuration allows.
bool InBounds(const v1::Genesis& genesis) {
  auto share = [](double value) { return value >= 0 && value <= 1; };  // NaN is none
  constexpr uint64_t kMaxWindowSeconds = 3600ULL << 32;
  return share(genesis.containment_threshold()) && share(genesis.derived_threshold()) &&
         share(genesis.resemblance_threshold()) && genesis.window_seconds() <= kMaxWindowSeconds &&
         genesis.window_claims() <= kMaxWindowClaims;
}

bool InBounds(const v1::Claim& claim) {
  return claim.article_id().size() <= kMaxArticleIdBytes && claim.publisher().size() <= kMaxPublisherBytes;
}

}  // namespace

std::string EncodeClaimLogRecord(const ClaimLogRecord& record) {
  v1::ClaimLogRecord out;
  out.set_format_version(kFormatVersion);
  out.set_writer_id(record.writer_id);
  if (const auto* claim = std::get_if<Claim>(&record.entry)) {
    Put(*claim, *out.mutable_claim());
  } else if (const auto* genesis = std::get_if<Genesis>(&record.entry)) {
    Put(*genesis, *out.mutable_genesis());
  } else {
    out.mutable_heartbeat();
  }
  for (const Settlement& settlement : record.settlements) {
    out.mutable_settlements()->add_claim_offsets(static_cast<int64_t>(settlement.claim));
    out.mutable_settlements()->add_story_ids(static_cast<uint64_t>(settlement.story));
  }
  return SerializeDeterministic(out);
}

absl::StatusOr<ClaimLogRecord> DecodeClaimLogRecord(std::string_view bytes) {
  v1::ClaimLogRecord in;
  if (bytes.empty() || !in.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return absl::InvalidArgumentError(absl::StrFormat("%d bytes are no claim log record", bytes.size()));
  }
  if (in.format_version() > kFormatVersion) {
    return absl::UnimplementedError(
        absl::StrFormat("format version %d, this program knows up to %d", in.format_version(), kFormatVersion));
  }
  if (in.format_version() == 0) return absl::InvalidArgumentError("no format version: not a claim log record");
  ClaimLogRecord record;
  record.writer_id = in.writer_id();
  switch (in.entry_case()) {
    case v1::ClaimLogRecord::kClaim:
      if (!InBounds(in.claim())) return absl::InvalidArgumentError("a claim out of bounds");
      record.entry = Take(in.claim());
      break;
    case v1::ClaimLogRecord::kGenesis:
      // Of another algorithm version it is for the caller to refuse, whatever it holds.
      if (in.genesis().algorithm_version() == kAlgorithmVersion && !InBounds(in.genesis()))
        return absl::InvalidArgumentError("a genesis out of bounds");
      record.entry = Take(in.genesis());
      break;
    case v1::ClaimLogRecord::kHeartbeat:
      record.entry = Heartbeat{};
      break;
    case v1::ClaimLogRecord::ENTRY_NOT_SET:
      return absl::UnimplementedError("an entry that this program does not know");
  }
  const v1::Settlements& settlements = in.settlements();
  if (settlements.claim_offsets_size() != settlements.story_ids_size()) {
    return absl::InvalidArgumentError(absl::StrFormat("settlements of %d claims name %d stories",
                                                      settlements.claim_offsets_size(), settlements.story_ids_size()));
  }
  for (int i = 0; i < settlements.claim_offsets_size(); ++i) {
    record.settlements.push_back({ClaimOffset{settlements.claim_offsets(i)}, StoryId{settlements.story_ids(i)}});
  }
  return record;
}

}  // namespace wirefold
