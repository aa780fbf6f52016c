#include "tests/checker/checker.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "common/codec/claims_machine.h"
#include "common/codec/enriched_codec.h"
#include "common/pipeline/prepare.h"
#include "google/protobuf/util/message_differencer.h"
#include "wirefold/v1/enriched_article.pb.h"

namespace wirefold {
namespace {

using Place = std::pair<int32_t, int64_t>;  // partition and offset of a raw record

enum class OutcomeKind { kEnriched, kDeadLetter, kTombstone };

struct Outcome {
  OutcomeKind kind;
  Place origin;
  const TopicRecord* record;
  v1::EnrichedArticle article;  // kEnriched only
};

struct Replayed {
  RecordCoordinates raw;
  Verdict verdict;
};
using Replay = std::map<int64_t, Replayed>;  // by claim offset

std::string Name(const std::string& topic, const Place& place) {
  return absl::StrCat(topic, "/", place.first, "@", place.second);
}

std::string Describe(const TopicRecord& record) { return absl::StrCat(record.partition, "@", record.offset); }

std::optional<std::string> Header(const TopicRecord& record, std::string_view name) {
  // The last one: a dead letter keeps the headers of its raw record in front of its own.
  const auto found = std::find_if(record.headers.rbegin(), record.headers.rend(),
                                  [&](const auto& header) { return header.first == name; });
  if (found == record.headers.rend()) return std::nullopt;
  return found->second;
}

std::optional<int64_t> NumberHeader(const TopicRecord& record, std::string_view name) {
  const std::optional<std::string> text = Header(record, name);
  if (!text) return std::nullopt;
  int64_t number = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), number);
  if (error != std::errc() || end != text->data() + text->size()) return std::nullopt;
  return number;
}

class Checker {
 public:
  Checker(const History& history, const CheckRules& rules) : history_(history), rules_(rules) {}

  std::vector<Violation> Run() {
    for (const TopicRecord& record : history_.raw) raw_[{record.partition, record.offset}] = &record;
    ReplayClaims();
    for (const TopicRecord& record : history_.enriched) CollectEnriched(record);
    for (const TopicRecord& record : history_.dead_letters) CollectDeadLetter(record);
    for (const Outcome& outcome : outcomes_) by_origin_[outcome.origin].push_back(&outcome);
    CheckOutcomes();
    CheckVerdicts();
    CheckStories();
    CheckMatches();
    CheckOrder();
    CheckCommitted();
    return std::move(violations_);
  }

 private:
  void Object(std::string invariant, std::string message) {
    violations_.push_back({std::move(invariant), std::move(message)});
  }

  void ReplayClaims() {
    ClaimsMachine machine(history_.claims.empty() || history_.claims.front().offset == 0);
    for (const TopicRecord& record : history_.claims) {
      absl::StatusOr<Applied> applied =
          machine.Apply(ClaimOffset{record.offset}, record.timestamp_ms,
                        !rules_.stamped_by_writer.contains(record.offset), record.value.value_or(""));
      if (!applied.ok()) {
        Object("I2", absl::StrCat("the replay stops: ", applied.status().ToString()));
        break;
      }
      // The first settlement of a claim is what is published of it.
      for (const SettledClaim& settled : applied->settled_claims) {
        if (auto told = replay_.find(static_cast<int64_t>(settled.claim)); told != replay_.end()) {
          TakeOver(settled.carried, told->second.verdict);
        }
      }
      if (!applied->verdict) continue;
      replay_.emplace(record.offset, Replayed{*applied->raw, *std::move(applied->verdict)});
    }
    if (machine.genesis()) settings_.genesis = *machine.genesis();
    for (const auto& [offset, replayed] : replay_) {
      by_first_claim_[static_cast<int64_t>(replayed.verdict.first_claim)].push_back(&replayed);
    }
  }

  // The origin as the record's headers tell it.
  std::optional<Place> OriginOf(const TopicRecord& record, std::string_view topic, std::string_view partition,
                                std::string_view offset, const char* output) {
    const std::optional<int64_t> partition_number = NumberHeader(record, partition);
    const std::optional<int64_t> offset_number = NumberHeader(record, offset);
    if (Header(record, topic) != history_.raw_topic || !partition_number || !offset_number) {
      Object("I1", absl::StrCat(output, " record ", Describe(record), " does not say which raw record it is for"));
      return std::nullopt;
    }
    return Place(static_cast<int32_t>(*partition_number), *offset_number);
  }

  void CollectEnriched(const TopicRecord& record) {
    const std::optional<Place> origin =
        OriginOf(record, "ce_origintopic", "ce_originpartition", "ce_originoffset", "enriched");
    if (!origin) return;
    if (!record.value) {
      outcomes_.push_back({OutcomeKind::kTombstone, *origin, &record, {}});
      return;
    }
    Outcome outcome{OutcomeKind::kEnriched, *origin, &record, {}};
    if (!outcome.article.ParseFromString(*record.value)) {
      Object("I1", absl::StrCat("enriched record ", Describe(record), " is not an EnrichedArticle"));
      return;
    }
    const v1::Origin& told = outcome.article.origin();
    if (told.topic() != history_.raw_topic || Place(told.partition(), told.offset()) != *origin) {
      Object("I1", absl::StrCat("enriched record ", Describe(record), " names another origin than its headers"));
    }
    outcomes_.push_back(std::move(outcome));
  }

  void CollectDeadLetter(const TopicRecord& record) {
    const std::optional<Place> origin =
        OriginOf(record, "__dlq.errors.topic", "__dlq.errors.partition", "__dlq.errors.offset", "dead letter");
    if (!origin) return;
    for (const char* name : {"__dlq.errors.group", "__dlq.errors.message", "__dlq.errors.timestamp",
                             "__dlq.errors.stage", "__dlq.errors.code"}) {
      if (!Header(record, name)) {
        Object("I1", absl::StrCat("dead letter ", Describe(record), " lacks the header ", name));
      }
    }
    const auto raw = raw_.find(*origin);
    if (raw != raw_.end() && raw->second->value != record.value &&
        !Header(record, "__dlq.errors.value_omitted_bytes")) {
      Object("I1", absl::StrCat("dead letter ", Describe(record), " changed the value it carries"));
    }
    outcomes_.push_back({OutcomeKind::kDeadLetter, *origin, &record, {}});
  }

  int64_t Committed(int32_t partition) const {
    const auto found = history_.committed.find(partition);
    return found == history_.committed.end() ? 0 : found->second;
  }

  void CheckOutcomes() {
    for (const auto& [place, raw] : raw_) {
      const auto found = by_origin_.find(place);
      const size_t count = found == by_origin_.end() ? 0 : found->second.size();
      const std::string name = Name(history_.raw_topic, place);
      if (count > 1) Object("I1", absl::StrCat(name, " has ", count, " outcomes"));
      if (count == 0 && place.second < Committed(place.first) && !rules_.lost.contains(place))
        Object("I1", absl::StrCat(name, " has no outcome"));
      if (count == 0) continue;
      CheckKind(name, *raw, *found->second.front());
    }
    for (const auto& [place, outcomes] : by_origin_) {
      if (!raw_.contains(place)) Object("I1", Name(history_.raw_topic, place) + " has an outcome but does not exist");
    }
  }

  // Whether the outcome is what the raw record alone asks for.
  void CheckKind(const std::string& name, const TopicRecord& raw, const Outcome& outcome) {
    const std::string code = Header(*outcome.record, "__dlq.errors.code").value_or("");
    const bool dead = outcome.kind == OutcomeKind::kDeadLetter;
    if (dead && code == "REFUSED_BY_TOPIC" && rules_.refused.contains({raw.partition, raw.offset})) return;
    if (!raw.value) {
      // Forwarded, or a dead letter when its key and headers are too large.
      if (outcome.kind == OutcomeKind::kEnriched || (dead && code != "RECORD_TOO_LARGE")) {
        Object("I1", name + " is a tombstone but was not forwarded as one");
      }
      return;
    }
    if (outcome.kind == OutcomeKind::kTombstone) return Object("I1", name + " has a value but became a tombstone");
    const RawRecord input{{history_.raw_topic, raw.partition, raw.offset}, raw.timestamp_ms, *raw.value};
    const std::variant<Prepared, DeadLetter> expected = rules_.prepare(input, settings_);
    if (const auto* letter = std::get_if<DeadLetter>(&expected)) {
      if (!dead) return Object("I1", name + " cannot be prepared but became an enriched record");
      if (code != DeadLetterCodeName(letter->code)) {
        Object("I1", absl::StrCat(name, " is a dead letter of code ", code, " instead of ",
                                  std::string(DeadLetterCodeName(letter->code))));
      }
      return;
    }
    if (dead) return Object("I1", absl::StrCat(name, " can be prepared but became a dead letter of code ", code));
    own_origins_[outcome.origin] = std::get<Prepared>(expected).origin_credits;
    // Serialisation is deterministic: equal bytes need no second look.
    const std::string& expected_head = std::get<Prepared>(expected).head;
    if (outcome.record->value->starts_with(expected_head)) return;
    v1::EnrichedArticle head;
    head.ParseFromString(expected_head);
    v1::EnrichedArticle told = outcome.article;
    told.clear_syndication();
    if (!google::protobuf::util::MessageDifferencer::Equals(head, told)) {
      Object("I1", name + " has an enriched record that is not made from it");
    }
  }

  void CheckVerdicts() {
    for (const Outcome& outcome : outcomes_) {
      if (outcome.kind != OutcomeKind::kEnriched) continue;
      const std::string name = Name(history_.raw_topic, outcome.origin);
      const v1::Syndication& told = outcome.article.syndication();
      const auto found = by_first_claim_.find(told.claim_offset());
      if (found == by_first_claim_.end()) {
        Object("I2", absl::StrCat(name, " names claim ", told.claim_offset(), ", which is none or not the first"));
        continue;
      }
      if (found->second[0]->raw != RecordCoordinates{history_.raw_topic, outcome.origin.first, outcome.origin.second}) {
        Object("I2", absl::StrCat(name, " names claim ", told.claim_offset(), ", which is another record's"));
        continue;
      }
      std::string difference;
      const bool same = std::any_of(found->second.begin(), found->second.end(), [&](const Replayed* replayed) {
        return Tells(outcome, replayed->verdict, own_origins_[outcome.origin], difference);
      });
      if (!same) Object("I2", absl::StrCat(name, " is judged otherwise than in the replay:\n", difference));
    }
  }

  // Whether the record was published with that verdict.
  static bool Tells(const Outcome& outcome, const Verdict& verdict, const std::vector<Credit>& own_origins,
                    std::string& difference) {
    const std::string tail = EncodeTail(verdict, own_origins);
    // Serialisation is deterministic: equal bytes need no second look.
    if (outcome.record->value->ends_with(tail)) return true;
    v1::EnrichedArticle expected;
    expected.ParseFromString(tail);
    difference.clear();
    google::protobuf::util::MessageDifferencer differencer;
    differencer.ReportDifferencesToString(&difference);
    return differencer.Compare(expected.syndication(), outcome.article.syndication());
  }

  void CheckStories() {
    std::map<std::string, std::vector<std::string>> sources;  // by story
    std::set<int64_t> published;                              // claims
    for (const Outcome& outcome : outcomes_) {
      if (outcome.kind != OutcomeKind::kEnriched) continue;
      const v1::Syndication& syndication = outcome.article.syndication();
      std::vector<std::string>& story = sources[syndication.story_id()];
      published.insert(syndication.claim_offset());
      if (syndication.role() == v1::ROLE_SOURCE) story.push_back(Name(history_.raw_topic, outcome.origin));
    }
    if (!rules_.stories) return;
    const bool quiescent = std::all_of(by_first_claim_.begin(), by_first_claim_.end(),
                                       [&](const auto& claims) { return published.contains(claims.first); });
    for (const auto& [story, names] : sources) {
      if (names.size() > 1) {
        Object("I3",
               absl::StrCat("story ", story, " has ", names.size(), " sources, such as ", names[0], " and ", names[1]));
      }
      if (names.empty() && quiescent) Object("I3", absl::StrCat("story ", story, " has no source"));
    }
  }

  void CheckMatches() {
    std::map<Place, std::string> articles;
    for (const Outcome& outcome : outcomes_) {
      if (outcome.kind == OutcomeKind::kEnriched) articles[outcome.origin] = outcome.article.article_id();
    }
    for (const Outcome& outcome : outcomes_) {
      for (const v1::Match& match : outcome.article.syndication().matches()) {
        const std::string name = absl::StrCat(Name(history_.raw_topic, outcome.origin), " matches ", match.article_id(),
                                              " of claim ", match.claim_offset());
        const auto claim = replay_.find(match.claim_offset());
        if (claim == replay_.end()) {
          Object("I4", name + ", which is not in the log");
          continue;
        }
        if (claim->second.raw.topic != history_.raw_topic) continue;  // somebody else's article
        const Place place(claim->second.raw.partition, claim->second.raw.offset);
        const auto article = articles.find(place);
        const bool to_come = article == articles.end() && place.second >= Committed(place.first);
        if (rules_.refused.contains(place)) continue;
        if (!to_come && (article == articles.end() || article->second != match.article_id())) {
          Object("I4", name + ", which was not published");
        }
      }
    }
  }

  void CheckOrder() {
    // By output topic, output partition and raw partition: the last origin offset seen.
    std::map<std::tuple<bool, int32_t, int32_t>, int64_t> last;
    for (const Outcome& outcome : outcomes_) {
      if (rules_.late.contains(outcome.origin)) continue;
      const bool dead = outcome.kind == OutcomeKind::kDeadLetter;
      const auto [entry, first] = last.try_emplace({dead, outcome.record->partition, outcome.origin.first}, -1);
      if (outcome.origin.second <= entry->second) {
        Object("I5", absl::StrCat(Name(history_.raw_topic, outcome.origin), " stands in ",
                                  dead ? "dead letters " : "enriched ", Describe(*outcome.record),
                                  " after the outcome of offset ", entry->second));
      }
      entry->second = outcome.origin.second;
    }
  }

  void CheckCommitted() {
    std::map<int32_t, int64_t> next;
    for (const auto& [place, outcomes] : by_origin_) {
      next[place.first] = std::max(next[place.first], place.second + 1);
    }
    for (const auto& [partition, committed] : history_.committed) next.try_emplace(partition, 0);
    for (const auto& [partition, expected] : next) {
      // What is committed may be behind offsets that ask for no outcome.
      const int64_t committed = Committed(partition);
      const auto skipped = raw_.lower_bound({partition, expected});
      const bool asks = skipped != raw_.end() && skipped->first < Place(partition, committed) &&
                        !rules_.lost.contains(skipped->first);
      if (committed >= expected && !asks) continue;
      Object("I6",
             absl::StrCat("partition ", partition, " is committed at ", committed, ", its outcomes end at ", expected));
    }
  }

  const History& history_;
  const CheckRules& rules_;
  std::map<Place, const TopicRecord*> raw_;
  Replay replay_;
  std::map<int64_t, std::vector<const Replayed*>> by_first_claim_;  // a raw record may have been claimed again
  PrepareSettings settings_;                                        // the log's Genesis; the rest as the program ships
  std::vector<Outcome> outcomes_;                                   // enriched and dead letters, each in topic order
  std::map<Place, std::vector<const Outcome*>> by_origin_;
  std::map<Place, std::vector<Credit>> own_origins_;  // of the raw records, as they are prepared
  std::vector<Violation> violations_;
};

}  // namespace

std::ostream& operator<<(std::ostream& out, const Violation& violation) {
  return out << violation.invariant << ": " << violation.message;
}

std::vector<Violation> CheckHistory(const History& history, const CheckRules& rules) {
  return Checker(history, rules).Run();
}

}  // namespace wirefold
