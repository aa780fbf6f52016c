// Producer: idempotent or transactional. Errors of transactional calls: retriable → the same call again; abortable →
// abort; all others → a new producer.
#include "absl/strings/str_format.h"
#include "common/base/check.h"
#include "worker/kafka/client.h"

namespace wirefold::kafka {

struct Producer::Impl {
  ClientPtr client;
  absl::Status delivery;  // first failure since the last Poll

  static void OnDelivery(rd_kafka_t*, const rd_kafka_message_t* message, void* self) {
    auto* impl = static_cast<Impl*>(self);
    if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR || !impl->delivery.ok()) return;
    // An aborted transaction purges its records: that is no failure.
    if (message->err == RD_KAFKA_RESP_ERR__PURGE_QUEUE || message->err == RD_KAFKA_RESP_ERR__PURGE_INFLIGHT) return;
    impl->delivery = ToStatus(message->err, absl::StrFormat("deliver to %s", rd_kafka_topic_name(message->rkt)));
  }
};

namespace {

TransactionOutcome Classify(const rd_kafka_error_t* error, std::string* why) {
  *why = absl::StrFormat("%s (%s)", rd_kafka_error_string(error), rd_kafka_error_name(error));
  if (rd_kafka_error_is_fatal(error)) return TransactionOutcome::kRecreate;
  if (rd_kafka_error_txn_requires_abort(error)) return TransactionOutcome::kAbort;
  return TransactionOutcome::kRecreate;
}

// Tries `call` again as long as its error is retriable.
template <typename Call>
TransactionOutcome Complete(std::string* why, Call call) {
  for (;;) {
    ErrorPtr error(call());
    if (error == nullptr) return TransactionOutcome::kDone;
    if (rd_kafka_error_is_retriable(error.get()) && !rd_kafka_error_is_fatal(error.get()) &&
        !rd_kafka_error_txn_requires_abort(error.get())) {
      continue;
    }
    return Classify(error.get(), why);
  }
}

}  // namespace

Producer::Producer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Producer::~Producer() = default;

absl::StatusOr<std::unique_ptr<Producer>> Producer::Create(const ClientSettings& settings,
                                                           std::optional<std::string> transactional_id,
                                                           double linger_ms) {
  auto impl = std::make_unique<Impl>();
  Properties owned = {{"enable.idempotence", "true"}, {"acks", "all"}};
  if (transactional_id) owned.emplace_back("transactional.id", *transactional_id);
  Properties defaults = {{"linger.ms", absl::StrFormat("%g", linger_ms)},
                         {"queue.buffering.max.messages", "200000"},
                         {"queue.buffering.max.kbytes", "262144"},
                         {"batch.size", "1000000"},
                         {"socket.nagle.disable", "true"}};
  if (transactional_id) defaults.emplace_back("transaction.timeout.ms", "10000");
  WF_ASSIGN_OR_RETURN(ConfPtr conf, MakeConf(settings, defaults, owned));
  rd_kafka_conf_set_opaque(conf.get(), impl.get());
  rd_kafka_conf_set_dr_msg_cb(conf.get(), Impl::OnDelivery);
  WF_ASSIGN_OR_RETURN(impl->client, MakeClient(RD_KAFKA_PRODUCER, std::move(conf)));
  return std::unique_ptr<Producer>(new Producer(std::move(impl)));
}

absl::Status Producer::Produce(const Outgoing& record) {
  rd_kafka_headers_t* headers = rd_kafka_headers_new(record.headers.size());
  for (const Header& header : record.headers) {
    rd_kafka_header_add(headers, header.name.data(), static_cast<ssize_t>(header.name.size()), header.value.data(),
                        static_cast<ssize_t>(header.value.size()));
  }
  void* value = record.value ? const_cast<char*>(record.value->data()) : nullptr;
  const size_t value_size = record.value ? record.value->size() : 0;
  const void* key = record.key ? record.key->data() : nullptr;
  const size_t key_size = record.key ? record.key->size() : 0;
  rd_kafka_resp_err_t error = rd_kafka_producev(
      impl_->client.get(), RD_KAFKA_V_TOPIC(record.topic.c_str()), RD_KAFKA_V_PARTITION(record.partition),
      RD_KAFKA_V_VALUE(value, value_size), RD_KAFKA_V_KEY(key, key_size), RD_KAFKA_V_TIMESTAMP(record.timestamp_ms),
      RD_KAFKA_V_HEADERS(headers), RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_END);
  if (error == RD_KAFKA_RESP_ERR_NO_ERROR) return absl::OkStatus();
  rd_kafka_headers_destroy(headers);  // taken over only on success
  return ToStatus(error, "produce to " + record.topic);
}

absl::Status Producer::Poll(int timeout_ms) {
  rd_kafka_poll(impl_->client.get(), timeout_ms);
  return std::exchange(impl_->delivery, absl::OkStatus());
}

size_t Producer::Queued() const { return static_cast<size_t>(rd_kafka_outq_len(impl_->client.get())); }

absl::Status Producer::Flush(int timeout_ms) {
  return ToStatus(rd_kafka_flush(impl_->client.get(), timeout_ms), "flush");
}

absl::Status Producer::InitTransactions(int timeout_ms) {
  ErrorPtr error(rd_kafka_init_transactions(impl_->client.get(), timeout_ms));
  if (error == nullptr) return absl::OkStatus();
  return ToStatus(rd_kafka_error_code(error.get()),
                  std::string("init transactions: ") + rd_kafka_error_string(error.get()));
}

absl::Status Producer::BeginTransaction() {
  ErrorPtr error(rd_kafka_begin_transaction(impl_->client.get()));
  if (error == nullptr) return absl::OkStatus();
  return absl::InternalError(absl::StrFormat("begin transaction: %s", rd_kafka_error_string(error.get())));
}

TransactionOutcome Producer::Commit(const GroupConsumer& consumer, const std::string& topic,
                                    const std::map<int32_t, int64_t>& next, std::string* why) {
  // Without a member id the broker would fence nothing; a lost assignment is somebody else's already.
  std::unique_ptr<char, void (*)(char*)> member_id(rd_kafka_memberid(consumer.native()),
                                                   [](char* id) { rd_kafka_mem_free(nullptr, id); });
  if (member_id == nullptr || *member_id == '\0' || rd_kafka_assignment_lost(consumer.native()) != 0) {
    *why = "no member of the group any more";
    return TransactionOutcome::kAbort;
  }
  std::vector<int32_t> partitions;
  for (const auto& [partition, offset] : next) partitions.push_back(partition);
  PartitionListPtr list = MakeList(topic, partitions);
  int i = 0;
  for (const auto& [partition, offset] : next) list->elems[i++].offset = offset;
  std::unique_ptr<rd_kafka_consumer_group_metadata_t, Freer<rd_kafka_consumer_group_metadata_destroy>> member(
      rd_kafka_consumer_group_metadata(consumer.native()));
  if (member == nullptr) {
    *why = "the consumer is in no group";
    return TransactionOutcome::kAbort;
  }
  TransactionOutcome outcome = Complete(
      why, [&] { return rd_kafka_send_offsets_to_transaction(impl_->client.get(), list.get(), member.get(), -1); });
  if (outcome != TransactionOutcome::kDone) return outcome;
  return Complete(why, [&] { return rd_kafka_commit_transaction(impl_->client.get(), -1); });
}

TransactionOutcome Producer::Abort(std::string* why) {
  return Complete(why, [&] { return rd_kafka_abort_transaction(impl_->client.get(), -1); });
}

}  // namespace wirefold::kafka
