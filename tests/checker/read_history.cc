#include "tests/checker/read_history.h"

namespace wirefold {

History ReadHistory(KafkaClient& client, const RunNames& names) {
  using Isolation = KafkaClient::Isolation;
  History history;
  history.raw_topic = names.raw;
  history.raw = client.Read(names.raw, Isolation::kCommitted);
  history.enriched = client.Read(names.enriched, Isolation::kCommitted);
  history.dead_letters = client.Read(names.dead_letter, Isolation::kCommitted);
  history.claims = client.Read(names.claims, Isolation::kUncommitted);
  history.committed = client.Committed(names.group, names.raw);
  return history;
}

}  // namespace wirefold
