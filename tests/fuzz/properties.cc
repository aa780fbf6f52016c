#include "tests/fuzz/properties.h"

#include <algorithm>

#include "absl/strings/str_format.h"
#include "common/base/printable.h"
#include "common/codec/claim_codec.h"
#include "common/codec/claims_machine.h"
#include "common/codec/enriched_codec.h"
#include "common/pipeline/prepare.h"
#include "common/text/utf8.h"
#include "tests/fuzz/span_properties.h"
#include "wirefold/v1/enriched_article.pb.h"

namespace wirefold {
namespace {

bool OneLine(std::string_view text) {
  return IsValidUtf8(text) &&
         std::none_of(text.begin(), text.end(), [](char c) { return static_cast<uint8_t>(c) < 0x20; });
}

// Safe on a terminal, too.
bool IsPrintable(std::string_view text) { return Printable(text, text.size()) == text; }

// In order and without overlaps.
std::string BrokenOrder(std::string_view what, std::string_view text, const std::vector<ByteSpan>& spans) {
  uint32_t end = 0;
  for (const ByteSpan& span : spans) {
    if (std::string broken = BrokenSpan(what, text, span); !broken.empty()) return broken;
    if (span.begin < end) return absl::StrFormat("%s: %d..%d begins before %d", what, span.begin, span.end, end);
    end = span.end;
  }
  return "";
}

std::string BrokenArticle(const Dossier& dossier) {
  const auto& [article, clean, provenance, sketched] = dossier;
  std::vector<ByteSpan> removed;
  for (const Removed& one : clean.removed) removed.push_back(one.span);
  std::vector<ByteSpan> paragraphs;
  for (const Paragraph& one : clean.paragraphs) paragraphs.push_back(one.span);
  std::vector<ByteSpan> kept;
  for (const KeptPiece& one : clean.kept) kept.push_back(one.span);
  std::vector<ByteSpan> all = kept;
  all.insert(all.end(), removed.begin(), removed.end());
  std::sort(all.begin(), all.end());
  const std::pair<const char*, const std::vector<ByteSpan>&> lists[] = {{"removed", removed},
                                                                        {"kept", kept},
                                                                        {"kept and removed", all},
                                                                        {"paragraphs", paragraphs},
                                                                        {"not_shingled", provenance.not_shingled},
                                                                        {"sketched", sketched}};
  for (const auto& [what, spans] : lists) {
    if (std::string broken = BrokenOrder(what, article.body, spans); !broken.empty()) return broken;
  }
  return "";
}

std::string BrokenRecord(const Prepared& prepared, const Dossier& dossier) {
  v1::EnrichedArticle article;
  const std::string record = prepared.head + EncodeTail(Verdict{}, prepared.origin_credits);
  if (!article.ParseFromString(record)) return "the record is no EnrichedArticle";
  if (std::string broken = BrokenSpans(article, dossier); !broken.empty()) return broken;
  const absl::StatusOr<std::string> json = EnrichedToJson(record);
  if (!json.ok()) return "the record has no JSON";
  if (!OneLine(*json)) return "the JSON is not one line of UTF-8";
  const std::string claim = EncodeClaimLogRecord({1, prepared.claim, {}}, 0);
  const absl::StatusOr<ClaimLogRecord> back = DecodeClaimLogRecord(claim, 0);
  if (!back.ok() || std::get<Claim>(back->entry) != prepared.claim) return "the claim does not come back";
  return "";
}

bool Same(const Prepared& a, const Prepared& b) {
  return a.claim == b.claim && a.head == b.head && a.origin_credits == b.origin_credits && a.ce_time == b.ce_time;
}

}  // namespace

std::string BrokenByPrepare(std::string_view value, InputFormat format) {
  PrepareSettings settings;
  settings.format = format;
  const RawRecord raw{{"raw", 1, 17}, 1'700'000'000'123, value};
  const auto outcome = Prepare(raw, settings);
  const auto again = Prepare(raw, settings);
  if (outcome.index() != again.index()) return "a second run has another outcome";
  if (const auto* dead = std::get_if<DeadLetter>(&outcome)) {
    if (*dead != std::get<DeadLetter>(again)) return "a second run has another dead letter";
    if (dead->message.empty() || dead->message.size() > 400 || !IsPrintable(dead->message)) {
      return "the message is no header: " + dead->message;
    }
    return "";
  }
  const Prepared& prepared = std::get<Prepared>(outcome);
  if (!Same(prepared, std::get<Prepared>(again))) return "a second run has another record";
  const auto understood = Understand(value, settings);
  const auto* dossier = std::get_if<Dossier>(&understood);
  if (dossier == nullptr) return "what was prepared is not understood";
  const std::string& text = dossier->article.body;
  if (!IsValidUtf8(text) || text.find('\0') != std::string::npos) return "the body is not text";
  if (std::string broken = BrokenArticle(*dossier); !broken.empty()) return broken;
  return BrokenRecord(prepared, *dossier);
}

std::string BrokenByClaims(const std::vector<std::string>& records, bool complete) {
  ClaimsMachine one(complete);
  ClaimsMachine other(complete);
  for (size_t i = 0; i < records.size(); ++i) {
    const ClaimOffset offset{static_cast<int64_t>(i)};
    const int64_t time_ms = 1'700'000'000'000 + static_cast<int64_t>(i) * 1000;
    const absl::StatusOr<Applied> a = one.Apply(offset, time_ms, true, records[i]);
    const absl::StatusOr<Applied> b = other.Apply(offset, time_ms, true, records[i]);
    if (a.status() != b.status()) return absl::StrFormat("record %d: the machines stop for different reasons", i);
    if (!a.ok()) {
      const std::string message(a.status().message());
      if (message.find(absl::StrFormat("offset %d", i)) == std::string::npos) return "no offset: " + message;
      return "";
    }
    const bool same_raw = a->raw == nullptr || b->raw == nullptr ? a->raw == b->raw : *a->raw == *b->raw;
    const bool same = same_raw && a->verdict == b->verdict && a->reclaim == b->reclaim && a->no_op == b->no_op &&
                      a->settlements_differed == b->settlements_differed;
    if (!same) return absl::StrFormat("record %d: the machines differ", i);
    if (!a->verdict) continue;
    if (!(a->verdict->novelty >= 0 && a->verdict->novelty <= 1)) return absl::StrFormat("record %d: novelty", i);
    const std::string tail = EncodeTail(*a->verdict, {});
    if (tail.size() > kMaxTailBytes) return absl::StrFormat("record %d: a tail of %d bytes", i, tail.size());
    if (!v1::EnrichedArticle().ParseFromString(tail)) return absl::StrFormat("record %d: the tail is no record", i);
  }
  if (one.Digest() != other.Digest()) return "the machines' states differ";
  if (!one.genesis()) return "";
  const absl::Status sound = one.index().Verify();
  return sound.ok() ? "" : std::string(sound.message());
}

}  // namespace wirefold
