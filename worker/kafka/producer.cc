// Producer: idempotent or transactional. Errors of transactional calls: retriable → the same call again; abortable →
// abort; all others → a new producer.
#include <dlfcn.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "absl/strings/str_format.h"
#include "common/base/check.h"
#include "worker/kafka/client.h"
#include "worker/kafka/client_confs.h"
#include "worker/kafka/missing_acl.h"

namespace wirefold::kafka {

namespace {

constexpr std::string_view kOfAnother = "Failed to append record because it was part of a batch";  // librdkafka's text

}  // namespace

struct Producer::Impl {
  absl::Status delivery;   // first failure since the last Poll
  uint64_t delivered = 0;  // before a failure
  int64_t delivered_end = -1;
  std::vector<Refusal> refusals;
  std::shared_ptr<Deliveries> deliveries;  // null: not transactional
  Client client;                           // goes first: what it still delivers goes to the members above

  static void OnDelivery(rd_kafka_t*, const rd_kafka_message_t* message, void* self) {
    auto* impl = static_cast<Impl*>(self);
    if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
      if (impl->delivery.ok()) ++impl->delivered;
      if (message->offset >= 0) impl->delivered_end = std::max(impl->delivered_end, message->offset + 1);
      if (impl->deliveries != nullptr) Deliver(*impl->deliveries, *message);
      return;
    }
    // An aborted transaction purges its records: that is no failure.
    if (message->err == RD_KAFKA_RESP_ERR__PURGE_QUEUE || message->err == RD_KAFKA_RESP_ERR__PURGE_INFLIGHT) return;
    const std::string topic = rd_kafka_topic_name(message->rkt);
    absl::Status status = NotDelivered(message->err, topic);
    if (impl->delivery.ok()) impl->delivery = status;
    impl->refusals.push_back({TagOf(message->_private),
                              OfAnother(*message) ? RefusalKind::kPassing : KindOf(message->err), std::move(status),
                              topic});
  }

  static absl::Status NotDelivered(rd_kafka_resp_err_t error, const std::string& topic) {
    if (error == RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED) {
      return absl::PermissionDeniedError(MissingAcl("Write", "topic", topic));
    }
    absl::Status status = ToStatus(error, "deliver to " + topic);
    if (!absl::IsNotFound(status)) return status;
    return absl::NotFoundError(absl::StrFormat("topic %s does not exist: %s", topic, status.message()));
  }

  static void Deliver(Deliveries& deliveries, const rd_kafka_message_t& message) {
    const std::string_view name = rd_kafka_topic_name(message.rkt);
    auto topic = deliveries.places.find(name);
    if (topic == deliveries.places.end()) topic = deliveries.places.try_emplace(std::string(name)).first;
    const auto [place, first] = topic->second.try_emplace(message.partition, message.offset, message.offset);
    place->second.first = std::min(place->second.first, message.offset);
    place->second.second = std::max(place->second.second, message.offset);
    ++deliveries.count;
  }

  // Whether a record was refused for another one of its batch that the broker named. Where several are named, the error
  // says it. Where one is, librdkafka (2.15.1) gives its error to the whole batch, and only the text differs; but the
  // text of the named one is freed by then and must not be read, unlike the others', which is a constant.
  static bool OfAnother(const rd_kafka_message_t& message) {
    if (message.err == RD_KAFKA_RESP_ERR__INVALID_DIFFERENT_RECORD) return true;
    const char* text = rd_kafka_message_produce_errstr(&message);
    Dl_info object;
    return text != nullptr && dladdr(text, &object) != 0 && std::string_view(text).starts_with(kOfAnother);
  }

  static uint64_t TagOf(void* opaque) { return reinterpret_cast<uintptr_t>(opaque); }
};

namespace {

static_assert(sizeof(void*) == sizeof(uint64_t), "a record's tag travels as librdkafka's opaque");

// Another producer has the transactional id now, or the coordinator gave up this one's transaction.
bool IsFenced(rd_kafka_resp_err_t error) {
  return error == RD_KAFKA_RESP_ERR__FENCED || error == RD_KAFKA_RESP_ERR_PRODUCER_FENCED ||
         error == RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH;
}

// The group has another generation than the offsets came with, or the member is none any more. Neither comes back: what
// was sent before and arrives late is refused as well.
bool IsStale(rd_kafka_resp_err_t error) {
  return error == RD_KAFKA_RESP_ERR_ILLEGAL_GENERATION || error == RD_KAFKA_RESP_ERR_UNKNOWN_MEMBER_ID;
}

TransactionResult Classify(const char* call, rd_kafka_error_t* raw) {
  ErrorPtr error(raw);
  if (error == nullptr) return {};
  const rd_kafka_resp_err_t code = rd_kafka_error_code(error.get());
  absl::Status status = ToStatus(code, absl::StrFormat("%s: %s", call, rd_kafka_error_string(error.get())));
  if (IsFenced(code)) status = absl::AbortedError(status.message());
  if (IsStale(code)) status = absl::FailedPreconditionError(status.message());
  if (rd_kafka_error_is_fatal(error.get())) return {TransactionOutcome::kRecreate, std::move(status)};
  if (rd_kafka_error_txn_requires_abort(error.get())) {
    return {IsStale(code) ? TransactionOutcome::kStale : TransactionOutcome::kAbort, std::move(status)};
  }
  if (rd_kafka_error_is_retriable(error.get())) return {TransactionOutcome::kRetry, std::move(status)};
  return {TransactionOutcome::kRecreate, std::move(status)};
}

}  // namespace

Producer::Producer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Producer::~Producer() {
  // Nothing may be refused any more: librdkafka frees the text of a transaction's error when a client goes, and the
  // next refusal, on another thread, would free it again (seen with 2.15.1).
  // It fails only on a consumer.
  (void)rd_kafka_purge(impl_->client.get(), RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
}

absl::StatusOr<std::unique_ptr<Producer>> Producer::Create(const ClientSettings& settings,
                                                           const std::optional<std::string>& transactional_id,
                                                           double linger_ms, const ProducerLimits& limits) {
  auto impl = std::make_unique<Impl>();
  WF_ASSIGN_OR_RETURN(ConfPtr conf, ProducerConf(settings, transactional_id, linger_ms, limits));
  if (transactional_id) impl->deliveries = std::make_shared<Deliveries>();
  rd_kafka_conf_set_opaque(conf.get(), impl.get());
  rd_kafka_conf_set_dr_msg_cb(conf.get(), Impl::OnDelivery);
  WF_ASSIGN_OR_RETURN(impl->client, Client::Create(RD_KAFKA_PRODUCER, std::move(conf)));
  return std::unique_ptr<Producer>(new Producer(std::move(impl)));
}

absl::Status Producer::Produce(const Outgoing& record) {
  rd_kafka_headers_t* headers = rd_kafka_headers_new(record.headers.size());
  for (const Header& header : record.headers) {
    const rd_kafka_resp_err_t added =
        rd_kafka_header_add(headers, header.name.data(), static_cast<ssize_t>(header.name.size()), header.value.data(),
                            static_cast<ssize_t>(header.value.size()));
    WF_CHECK(added == RD_KAFKA_RESP_ERR_NO_ERROR);  // it fails only on read-only headers
  }
  void* value = record.value ? const_cast<char*>(record.value->data()) : nullptr;
  const size_t value_size = record.value ? record.value->size() : 0;
  const void* key = record.key ? record.key->data() : nullptr;
  const size_t key_size = record.key ? record.key->size() : 0;
  rd_kafka_resp_err_t error = rd_kafka_producev(
      impl_->client.get(), RD_KAFKA_V_TOPIC(record.topic.c_str()), RD_KAFKA_V_PARTITION(record.partition),
      RD_KAFKA_V_VALUE(value, value_size), RD_KAFKA_V_KEY(key, key_size), RD_KAFKA_V_TIMESTAMP(record.timestamp_ms),
      RD_KAFKA_V_HEADERS(headers), RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
      RD_KAFKA_V_OPAQUE(reinterpret_cast<void*>(static_cast<uintptr_t>(record.tag))), RD_KAFKA_V_END);
  if (error == RD_KAFKA_RESP_ERR_NO_ERROR) return absl::OkStatus();
  rd_kafka_headers_destroy(headers);  // taken over only on success
  return ToStatus(error, "produce to " + record.topic);
}

absl::Status Producer::Poll(int timeout_ms) {
  impl_->client.KeepBrokers();
  rd_kafka_poll(impl_->client.get(), timeout_ms);
  return std::exchange(impl_->delivery, absl::OkStatus());
}

std::vector<Refusal> Producer::TakeRefusals() { return std::exchange(impl_->refusals, {}); }

void Producer::KeepBrokers() { impl_->client.KeepBrokers(); }

uint64_t Producer::Delivered() const { return impl_->delivered; }

int64_t Producer::DeliveredEnd() const { return impl_->delivered_end; }

std::shared_ptr<Deliveries> Producer::deliveries() const { return impl_->deliveries; }

absl::Status Producer::Flush(int timeout_ms) {
  return ToStatus(rd_kafka_flush(impl_->client.get(), timeout_ms), "flush");
}

TransactionResult Producer::InitTransactions(int timeout_ms) {
  TransactionResult result = Classify("init transactions", rd_kafka_init_transactions(impl_->client.get(), timeout_ms));
  impl_->client.KeepBrokers();
  if (absl::IsPermissionDenied(result.status)) {
    result.status = absl::PermissionDeniedError(
        MissingAcl("Write", "transactional-id", ConfigOf(impl_->client.get(), "transactional.id")));
  }
  return result;
}

absl::Status Producer::BeginTransaction() {
  impl_->deliveries->Forget();
  return Classify("begin transaction", rd_kafka_begin_transaction(impl_->client.get())).status;
}

TransactionResult Producer::SendOffsets(const GroupGeneration& generation, const std::string& topic,
                                        const std::map<int32_t, CommittedOffset>& next, int timeout_ms) {
  std::vector<int32_t> partitions;
  partitions.reserve(next.size());
  for (const auto& [partition, of] : next) partitions.push_back(partition);
  PartitionListPtr list = MakeList(topic, partitions);
  int i = 0;
  for (const auto& [partition, of] : next) {
    rd_kafka_topic_partition_t& element = list->elems[i++];
    element.offset = of.offset;
    if (const auto epochs = generation.impl().epochs.find(partition); epochs != generation.impl().epochs.end()) {
      rd_kafka_topic_partition_set_leader_epoch(&element, epochs->second.Before(of.offset));
    }
    if (of.metadata.empty()) continue;
    // The list frees it.
    element.metadata = std::malloc(of.metadata.size());
    WF_CHECK(element.metadata != nullptr);
    std::memcpy(element.metadata, of.metadata.data(), of.metadata.size());
    element.metadata_size = of.metadata.size();
  }
  TransactionResult result =
      Classify("send offsets", rd_kafka_send_offsets_to_transaction(impl_->client.get(), list.get(),
                                                                    generation.impl().metadata.get(), timeout_ms));
  impl_->deliveries->offsets = result.outcome == TransactionOutcome::kDone;
  return result;
}

TransactionResult Producer::CommitTransaction(int timeout_ms) {
  return Classify("commit", rd_kafka_commit_transaction(impl_->client.get(), timeout_ms));
}

TransactionResult Producer::AbortTransaction(int timeout_ms) {
  return Classify("abort", rd_kafka_abort_transaction(impl_->client.get(), timeout_ms));
}

}  // namespace wirefold::kafka
