#include "worker/kafka/client_confs.h"

#include <algorithm>

#include "absl/strings/str_format.h"

namespace wirefold::kafka {
namespace {

constexpr size_t kAnswerMarginBytes = 1u << 20;  // other partitions' part of a fetch answer

const char* LevelOf(Isolation isolation) {
  return isolation == Isolation::kReadCommitted ? "read_committed" : "read_uncommitted";
}

}  // namespace

absl::StatusOr<ConfPtr> MemberConf(const ClientSettings& settings, const std::string& group_id,
                                   size_t max_record_bytes) {
  const size_t answer_bytes = std::clamp<size_t>(max_record_bytes + kAnswerMarginBytes, 100'000'000, 2'147'483'647);
  return MakeConf(settings, ClientKind::kMember,
                  {{"session.timeout.ms", "20000"},
                   // Members hear of a rebalance by their heartbeats; a partition that moves waits for two of them.
                   {"heartbeat.interval.ms", "300"},
                   {"max.poll.interval.ms", "120000"},
                   {"queued.max.messages.kbytes", "16384"},
                   // A full queue is looked at again this soon; the default of a second
                   // starves the worker each time it has emptied the queue.
                   {"fetch.queue.backoff.ms", "5"},
                   {"fetch.wait.max.ms", "50"},
                   {"check.crcs", "true"},  // a damaged batch is an error that names it
                   // The broker hands out a record larger than any fetch limit alone; a
                   // larger answer than this one stops the partition for good.
                   {"receive.message.max.bytes", absl::StrFormat("%d", answer_bytes)}},
                  {{"group.id", group_id}, {"auto.offset.reset", "earliest"}, {"isolation.level", "read_committed"}});
}

absl::StatusOr<ConfPtr> ReaderConf(const ClientSettings& settings, Isolation isolation) {
  return MakeConf(
      settings, ClientKind::kReader,
      {{"fetch.min.bytes", "1"},
       {"fetch.wait.max.ms", "100"},
       // What is asked for ahead is bounded by bytes, not by librdkafka's 100,000 records; with small records
       // that bound has a restoring reader wait between fetches (measured: 1.4 times the processor time).
       {"queued.max.messages.kbytes", "65536"},
       {"queued.min.messages", "1000000"},
       {"fetch.message.max.bytes", "8388608"},
       {"socket.receive.buffer.bytes", "1048576"},
       // A damaged batch is an error that names it, not another claim on this replica alone.
       {"check.crcs", "true"},
       {"fetch.queue.backoff.ms", "5"},
       {"socket.nagle.disable", "true"}},
      {{"group.id", "wirefold-log-reader"},  // required by assign; never joined
       {"isolation.level", LevelOf(isolation)},
       {"auto.offset.reset", "error"}});
}

absl::StatusOr<ConfPtr> TailConf(const ClientSettings& settings) {
  return MakeConf(settings, ClientKind::kReader, {{"fetch.wait.max.ms", "100"}},
                  {{"group.id", "wirefold-tail-reader"},  // required by assign; never joined
                   {"isolation.level", "read_committed"},
                   {"auto.offset.reset", "earliest"}});
}

absl::StatusOr<ConfPtr> OffsetsConf(const ClientSettings& settings, const std::string& group_id, Isolation isolation) {
  return MakeConf(settings, ClientKind::kReader, {}, {{"group.id", group_id}, {"isolation.level", LevelOf(isolation)}});
}

absl::StatusOr<ConfPtr> ProducerConf(const ClientSettings& settings, const std::optional<std::string>& transactional_id,
                                     double linger_ms, const ProducerLimits& limits) {
  const size_t max_bytes = std::clamp<size_t>(limits.max_record_bytes, 100'000, 1'000'000'000);
  Properties decided = {{"message.max.bytes", absl::StrFormat("%d", max_bytes)}};
  if (transactional_id) decided.emplace_back("transactional.id", *transactional_id);
  Properties defaults = {
      {"linger.ms", absl::StrFormat("%g", linger_ms)},
      {"queue.buffering.max.messages", "200000"},
      {"queue.buffering.max.kbytes", "262144"},
      {"batch.size", absl::StrFormat("%d", std::clamp<size_t>(limits.max_batch_bytes, 1, 1'000'000))},
      // As Java's producers do by default, so that topics keyed alike can be joined.
      {"partitioner", "murmur2_random"},
      {"socket.nagle.disable", "true"}};
  if (transactional_id) {
    defaults.emplace_back("transaction.timeout.ms", absl::StrFormat("%d", kTransactionTimeoutMs));
  }
  return MakeConf(settings, ClientKind::kProducer, defaults, decided);
}

absl::StatusOr<ConfPtr> AdminConf(const ClientSettings& settings) {
  return MakeConf(settings, ClientKind::kAdmin, {}, {});
}

}  // namespace wirefold::kafka
