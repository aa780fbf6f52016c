// GroupConsumer: a member of a group that is told, instead of moved, where a partition cannot be read on.
//
// auto.offset.reset=error would leave such a partition in a state that only a new assignment ends; one outside of a
// rebalance may answer a revocation that the worker has not seen yet. So librdkafka resets by itself (earliest), and
// this class sees it: it knows each partition's next offset, and gives no record further on that does not follow.
#include <algorithm>

#include "absl/strings/str_format.h"
#include "common/base/check.h"
#include "worker/kafka/client_confs.h"
#include "worker/kafka/damaged_batch.h"
#include "worker/kafka/missing_acl.h"
#include "worker/kafka/pause.h"
#include "worker/kafka/stable_ends.h"
#include "worker/kafka/topic_identity.h"

namespace wirefold::kafka {
namespace {

constexpr int kLearnTimeoutMs = 1000;
constexpr int kSeekTimeoutMs = 1000;  // it asks no broker

}  // namespace

struct GroupConsumer::Impl {
  // Where reading of an assigned partition is.
  struct Place {
    std::optional<int64_t> next;    // the offset that reading goes on at; nullopt: the group was not asked yet
    std::optional<int64_t> sought;  // where reading was sent last; nullopt: it was not, librdkafka began by itself
    LeaderEpochs epochs;            // of what was handed out or committed
    bool stands = false;            // on_reset was called, StartAt was not
    bool starts = false;            // inside on_assigned
    DamagedBatch damage;
  };

  std::string topic;
  std::string group_id;
  GroupListener listener;
  Client client;
  // Messages and queues go before the client.
  QueuePtr records;  // of all assigned partitions
  std::unique_ptr<StableEnds> stable_ends;
  std::unique_ptr<TopicIdentity> identity;
  std::optional<Message> held;  // came while the group's position could not be learned
  std::map<int32_t, Place> places;
  absl::Status last_word;  // of a rebalance
  bool closed = false;

  static void OnRebalance(rd_kafka_t*, rd_kafka_resp_err_t error, rd_kafka_topic_partition_list_t* list, void* self) {
    auto* impl = static_cast<Impl*>(self);
    std::vector<int32_t> partitions;
    partitions.reserve(static_cast<size_t>(list->cnt));
    for (int i = 0; i < list->cnt; ++i) partitions.push_back(list->elems[i].partition);
    absl::Status done = error == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS ? impl->Assign(partitions, list)
                                                                      : impl->Unassign(partitions, list);
    if (impl->last_word.ok()) impl->last_word = std::move(done);
  }

  absl::Status Assign(const std::vector<int32_t>& partitions, rd_kafka_topic_partition_list_t* list) {
    for (int32_t partition : partitions) {
      places[partition] = Place();
      places[partition].starts = true;
    }
    listener.on_assigned(partitions);
    for (int i = 0; i < list->cnt; ++i) {
      Place& place = places[list->elems[i].partition];
      place.starts = false;
      if (place.next) list->elems[i].offset = *place.next;
    }
    // Before fetching begins, so that no record comes with the group's events.
    for (int32_t partition : partitions) {
      QueuePtr fetched(rd_kafka_queue_get_partition(client.get(), topic.c_str(), partition));
      WF_CHECK(fetched != nullptr);
      rd_kafka_queue_forward(fetched.get(), records.get());
    }
    return ToStatus(rd_kafka_incremental_assign(client.get(), list), "take partitions of " + topic);
  }

  // The listener finishes or drops the partitions' work before they are given back.
  absl::Status Unassign(const std::vector<int32_t>& partitions, rd_kafka_topic_partition_list_t* list) {
    listener.on_revoked(partitions, rd_kafka_assignment_lost(client.get()) != 0);
    absl::Status status;
    for (int32_t partition : partitions) {
      // A pause outlives an assignment.
      if (places[partition].stands || places[partition].damage.pauses())
        status.Update(Pause(client.get(), topic, partition, false));
      places.erase(partition);
    }
    status.Update(ToStatus(rd_kafka_incremental_unassign(client.get(), list), "give back partitions of " + topic));
    return status;
  }

  absl::StatusOr<std::map<int32_t, CommittedOffset>> Committed(const std::vector<int32_t>& partitions, int timeout_ms) {
    WF_ASSIGN_OR_RETURN(auto committed, ReadCommitted(client.get(), topic, partitions, timeout_ms));
    for (const auto& [partition, told] : committed) {
      const auto place = places.find(partition);
      if (place == places.end() || place->second.next) continue;
      place->second.next = told.offset;
      if (told.offset > 0) place->second.epochs.Add(told.offset - 1, told.leader_epoch);
    }
    return committed;
  }

  absl::Status LearnPlaces() {
    std::vector<int32_t> unknown;
    for (const auto& [partition, place] : places) {
      if (!place.next) unknown.push_back(partition);
    }
    return Committed(unknown, kLearnTimeoutMs).status();
  }

  // Sends reading to `offset`: what was fetched before does not come any more. Where an epoch is named, librdkafka asks
  // the log whether it still holds what is below, and goes on where that ends.
  absl::Status Seek(int32_t partition, int64_t offset, int32_t epoch) const {
    const std::string what = absl::StrFormat("start %s [%d] at offset %d", topic, partition, offset);
    PartitionListPtr list = MakeList(topic, {partition});
    list->elems[0].offset = offset;
    rd_kafka_topic_partition_set_leader_epoch(&list->elems[0], epoch);
    WF_RETURN_IF_ERROR(ToStatus(rd_kafka_seek_partitions(client.get(), list.get(), kSeekTimeoutMs), what));
    if (list->elems[0].err == RD_KAFKA_RESP_ERR__STATE) {
      return absl::UnavailableError(what + ": reading has not begun, the group's position is being asked for");
    }
    return ToStatus(list->elems[0].err, what);
  }

  // Whether reading was sent to where it goes on. False: it was sent there now, and the event is of before that.
  //
  // librdkafka begins at the group's position without asking the log; it asks where a position is sought.
  absl::StatusOr<bool> Sent(const rd_kafka_message_t& event) {
    const auto found = places.find(event.partition);
    if (found == places.end() || found->second.stands || found->second.damage.pauses()) return true;
    Place& place = found->second;
    if (!place.next) WF_RETURN_IF_ERROR(LearnPlaces());
    if (*place.next < 0 || (place.sought && !MayHaveDropped(place, event))) return true;
    WF_RETURN_IF_ERROR(Seek(event.partition, *place.next, place.epochs.Before(*place.next)));
    place.sought = place.next;
    return false;
  }

  // Where librdkafka finds that the log was cut, it goes back to there and drops what it had fetched, records below the
  // cut that were not handed out yet among them. It tells nobody: the next record has another epoch, and before one is
  // handed out there is no position.
  bool MayHaveDropped(const Place& place, const rd_kafka_message_t& event) const {
    if (event.offset <= *place.next || place.sought == place.next) return false;
    if (event.err != RD_KAFKA_RESP_ERR__PARTITION_EOF) {
      return rd_kafka_message_leader_epoch(&event) > place.epochs.Before(*place.next);
    }
    PartitionListPtr list = MakeList(topic, {event.partition});
    return rd_kafka_position(client.get(), list.get()) == RD_KAFKA_RESP_ERR_NO_ERROR &&
           list->elems[0].offset == RD_KAFKA_OFFSET_INVALID;
  }

  void Damaged(int32_t partition) {
    const auto found = places.find(partition);
    if (found == places.end() || found->second.stands) return;
    if (!found->second.next && !LearnPlaces().ok()) return;
    if (*found->second.next < 0 || !found->second.damage.Met()) return;
    if (absl::Status paused = Pause(client.get(), topic, partition, true); !paused.ok())
      listener.on_error(partition, paused);
  }

  void AskForDamagedAgain() {
    for (auto& [partition, place] : places) {
      if (!place.damage.Due()) continue;
      absl::Status status = Seek(partition, *place.next, place.epochs.Before(*place.next));
      status.Update(Pause(client.get(), topic, partition, false));
      if (!status.ok()) listener.on_error(partition, status);
    }
  }

  // Whether an event at `offset` is where reading of the partition goes on. When it is not, the listener is told.
  bool Follows(int32_t partition, int64_t offset) {
    const auto found = places.find(partition);
    if (found == places.end() || found->second.stands || found->second.damage.pauses()) return false;
    Place& place = found->second;
    if (*place.next < 0) return !Reset(partition, place, ResetReason::kNoCommittedOffset);
    if (offset == *place.next) return true;
    // Reading was sent to `next`: only the log takes it back.
    if (offset < *place.next && !place.damage.is_next()) return !Reset(partition, place, ResetReason::kLogCut);
    // A gap is of markers, aborted records and compaction, unless the log begins behind where reading was. (Where it
    // passed a gap of markers since the record was fetched, nothing is lost and a reset is told all the same.)
    int64_t low = -1;
    int64_t high = -1;
    const rd_kafka_resp_err_t error =
        rd_kafka_get_watermark_offsets(client.get(), topic.c_str(), partition, &low, &high);
    if (error == RD_KAFKA_RESP_ERR_NO_ERROR && low > *place.next) {
      return !Reset(partition, place, ResetReason::kOvertaken);
    }
    if (place.damage.is_next()) Damaged(partition);
    return !place.damage.is_next();
  }

  // Whether the partition stands.
  bool Reset(int32_t partition, Place& place, ResetReason reason) {
    if (!listener.on_reset) {
      if (reason != ResetReason::kNoCommittedOffset) {
        listener.on_error(partition, absl::OutOfRangeError(absl::StrFormat("%s [%d] does not hold offset %d any more",
                                                                           topic, partition, *place.next)));
      }
      return false;
    }
    place.stands = true;
    if (absl::Status paused = Pause(client.get(), topic, partition, true); !paused.ok())
      listener.on_error(partition, paused);
    listener.on_reset(partition, reason, *place.next);
    return true;
  }

  // A record, or the end of a partition: handed out (true), told or dropped.
  bool Take(const rd_kafka_message_t& event) {
    if (!Follows(event.partition, event.offset)) return false;
    const bool is_end = event.err == RD_KAFKA_RESP_ERR__PARTITION_EOF;
    Place& place = places[event.partition];
    place.next = event.offset + (is_end ? 0 : 1);
    place.damage.Passed();
    if (!is_end) place.epochs.Add(event.offset, rd_kafka_message_leader_epoch(&event));
    if (is_end) listener.on_end(event.partition, event.offset);
    return !is_end;
  }

  std::string Where(const rd_kafka_message_t& event) const {
    if (event.partition < 0) return absl::StrFormat("consume %s: ", topic);
    if (event.offset < 0) return absl::StrFormat("consume %s [%d]: ", topic, event.partition);
    return absl::StrFormat("consume %s [%d] offset %d: ", topic, event.partition, event.offset);
  }

  // Passes an error on; what librdkafka does not go on from by itself is returned.
  absl::Status Tell(const rd_kafka_message_t& event) const {
    switch (event.err) {
      case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
        return absl::PermissionDeniedError(MissingAcl("Read", "topic", topic));
      case RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED:
        return absl::PermissionDeniedError(MissingAcl("Read", "group", group_id));
      case RD_KAFKA_RESP_ERR__FATAL:
      case RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID:
      // The broker's answers to settings: it will not take this member, ever.
      case RD_KAFKA_RESP_ERR_INVALID_SESSION_TIMEOUT:
      case RD_KAFKA_RESP_ERR_INCONSISTENT_GROUP_PROTOCOL:
      case RD_KAFKA_RESP_ERR_INVALID_GROUP_ID:
        return ToStatus(event.err, Where(event) + rd_kafka_message_errstr(&event));
      default:
        listener.on_error(event.partition, ToStatus(event.err, Where(event) + rd_kafka_message_errstr(&event)));
        return absl::OkStatus();
    }
  }
};

GroupConsumer::GroupConsumer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
GroupConsumer::~GroupConsumer() { Close(); }

absl::StatusOr<std::unique_ptr<GroupConsumer>> GroupConsumer::Create(const ClientSettings& settings,
                                                                     const std::string& group_id,
                                                                     const std::string& topic, size_t max_record_bytes,
                                                                     GroupListener listener) {
  auto impl = std::make_unique<Impl>();
  impl->topic = topic;
  impl->group_id = group_id;
  impl->listener = std::move(listener);
  WF_ASSIGN_OR_RETURN(ConfPtr conf, MemberConf(settings, group_id, max_record_bytes));
  rd_kafka_conf_set_opaque(conf.get(), impl.get());
  rd_kafka_conf_set_rebalance_cb(conf.get(), Impl::OnRebalance);
  WF_ASSIGN_OR_RETURN(impl->client, Client::Create(RD_KAFKA_CONSUMER, std::move(conf)));
  rd_kafka_poll_set_consumer(impl->client.get());
  impl->records.reset(rd_kafka_queue_new(impl->client.get()));
  impl->stable_ends = std::make_unique<StableEnds>(impl->client.get(), topic);
  impl->identity = std::make_unique<TopicIdentity>(impl->client.get(), topic);
  PartitionListPtr list = MakeList(topic, {RD_KAFKA_PARTITION_UA});
  WF_RETURN_IF_ERROR(ToStatus(rd_kafka_subscribe(impl->client.get(), list.get()), "subscribe to " + topic));
  return std::unique_ptr<GroupConsumer>(new GroupConsumer(std::move(impl)));
}

absl::Status GroupConsumer::Serve() {
  impl_->client.KeepBrokers();
  impl_->AskForDamagedAgain();
  while (rd_kafka_message_t* native = rd_kafka_consumer_poll(impl_->client.get(), 0)) {
    Message event(native);
    // All records go to their own queue.
    WF_CHECK(native->err != RD_KAFKA_RESP_ERR_NO_ERROR && native->err != RD_KAFKA_RESP_ERR__PARTITION_EOF);
    WF_RETURN_IF_ERROR(impl_->Tell(*native));
  }
  WF_RETURN_IF_ERROR(impl_->identity->Check());
  return impl_->last_word;
}

absl::StatusOr<std::optional<Message>> GroupConsumer::Poll(int timeout_ms) {
  for (;;) {
    std::optional<Message> message = std::exchange(impl_->held, std::nullopt);
    if (!message) {
      rd_kafka_message_t* native = rd_kafka_consume_queue(impl_->records.get(), timeout_ms);
      if (native == nullptr) return std::optional<Message>();
      message.emplace(native);
    }
    timeout_ms = 0;  // an event takes the wait's place
    const rd_kafka_message_t& native = message->native();
    if (native.err != RD_KAFKA_RESP_ERR_NO_ERROR && native.err != RD_KAFKA_RESP_ERR__PARTITION_EOF) {
      WF_RETURN_IF_ERROR(impl_->Tell(native));
      if (IsDamage(native.err)) impl_->Damaged(native.partition);
      continue;
    }
    const absl::StatusOr<bool> sent = impl_->Sent(native);
    if (!sent.ok()) {
      impl_->listener.on_error(native.partition, sent.status());
      impl_->held = std::move(message);
      return std::optional<Message>();
    }
    if (*sent && impl_->Take(native)) return message;
  }
}

absl::StatusOr<std::map<int32_t, CommittedOffset>> GroupConsumer::Committed(const std::vector<int32_t>& partitions,
                                                                            int timeout_ms) {
  return impl_->Committed(partitions, timeout_ms);
}

absl::StatusOr<std::pair<int64_t, int64_t>> GroupConsumer::Bounds(int32_t partition, int timeout_ms) {
  return QueryBounds(impl_->client.get(), impl_->topic, partition, timeout_ms);
}

absl::Status GroupConsumer::StartAt(int32_t partition, int64_t offset) {
  WF_CHECK(offset >= 0);
  const auto found = impl_->places.find(partition);
  if (found == impl_->places.end()) {
    return absl::FailedPreconditionError(absl::StrFormat("%s [%d] is not assigned", impl_->topic, partition));
  }
  Impl::Place& place = found->second;
  // The caller knows what the log holds.
  if (!place.starts) WF_RETURN_IF_ERROR(impl_->Seek(partition, offset, LeaderEpochs::kUnknown));
  if (place.stands) WF_RETURN_IF_ERROR(Pause(impl_->client.get(), impl_->topic, partition, false));
  const bool starts = place.starts;
  place = Impl::Place();
  place.next = place.sought = offset;
  place.starts = starts;
  if (impl_->held && impl_->held->partition() == partition) impl_->held.reset();
  return absl::OkStatus();
}

// A partition's queue of its own takes what is fetched; a pause would drop that, to be fetched again.
void GroupConsumer::Hold(int32_t partition, bool held) {
  if (!impl_->places.contains(partition)) return;
  QueuePtr fetched(rd_kafka_queue_get_partition(impl_->client.get(), impl_->topic.c_str(), partition));
  if (fetched != nullptr) rd_kafka_queue_forward(fetched.get(), held ? nullptr : impl_->records.get());
}

absl::StatusOr<GroupGeneration> GroupConsumer::Generation() const {
  rd_kafka_t* client = impl_->client.get();
  auto generation = std::make_unique<GroupGeneration::Impl>();
  generation->metadata.reset(rd_kafka_consumer_group_metadata(client));
  const rd_kafka_consumer_group_metadata_t* metadata = generation->metadata.get();
  if (metadata == nullptr) return absl::FailedPreconditionError("the consumer is in no group");
  // Of the object that is sent: the member may leave the group between two calls. Without a member id and a generation
  // the broker would fence nothing; a lost assignment is somebody else's already.
  const char* member_id = rd_kafka_consumer_group_metadata_member_id(metadata);
  if (member_id == nullptr || *member_id == '\0' || rd_kafka_consumer_group_metadata_generation_id(metadata) < 0 ||
      rd_kafka_assignment_lost(client) != 0) {
    return absl::FailedPreconditionError("no member of the group any more");
  }
  for (const auto& [partition, place] : impl_->places) generation->epochs[partition] = place.epochs;
  return GroupGeneration(std::move(generation));
}

void GroupConsumer::AskStableEnds(const std::vector<int32_t>& partitions) { impl_->stable_ends->Ask(partitions); }

std::map<int32_t, int64_t> GroupConsumer::TakeStableEnds() {
  absl::StatusOr<std::map<int32_t, int64_t>> ends = impl_->stable_ends->Take();
  if (ends.ok()) return *std::move(ends);
  impl_->listener.on_error(-1, ends.status());
  return {};
}

void GroupConsumer::Close() {
  if (impl_->closed) return;
  impl_->closed = true;
  // Messages and the queues that hold them go before the client does. on_revoked is called in between.
  impl_->held.reset();
  const absl::Status left = ToStatus(rd_kafka_consumer_close(impl_->client.get()), "leave the group");
  if (!left.ok()) impl_->listener.on_error(-1, left);
  impl_->records.reset();
  impl_->stable_ends.reset();
  impl_->identity.reset();
}

}  // namespace wirefold::kafka
