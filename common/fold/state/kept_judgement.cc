#include "common/fold/state/kept_judgement.h"

#include <bit>
#include <cstring>

#include "common/base/check.h"

namespace wirefold {
namespace {

// Layout, little-endian: relation (1 byte), changed (1: 0 unknown, 1 no, 2 yes), fresh (2), covered (2), number of
// matches (1), and for each its distance in claims (4) and relation (1).
static_assert(std::endian::native == std::endian::little);

template <typename Number>
void Put(Number value, std::string& out) {
  out.append(reinterpret_cast<const char*>(&value), sizeof(value));
}

template <typename Number>
Number Take(std::string_view& bytes) {
  Number value{};
  std::memcpy(&value, bytes.data(), sizeof(value));
  bytes.remove_prefix(sizeof(value));
  return value;
}

}  // namespace

void PackJudgement(const KeptJudgement& judgement, uint64_t claim, std::string& out) {
  out.clear();
  Put(static_cast<uint8_t>(judgement.relation), out);
  Put(static_cast<uint8_t>(judgement.changed ? 1 + *judgement.changed : 0), out);
  Put(judgement.fresh, out);
  Put(judgement.covered, out);
  Put(static_cast<uint8_t>(judgement.matches.size()), out);
  for (const KeptMatch& match : judgement.matches) {
    WF_CHECK(match.claim < claim && claim - match.claim <= UINT32_MAX);
    Put(static_cast<uint32_t>(claim - match.claim), out);
    Put(static_cast<uint8_t>(match.relation), out);
  }
}

KeptJudgement UnpackJudgement(std::string_view bytes, uint64_t claim) {
  KeptJudgement judgement;
  judgement.relation = static_cast<Relation>(Take<uint8_t>(bytes));
  if (const auto changed = Take<uint8_t>(bytes); changed != 0) judgement.changed = changed == 2;
  judgement.fresh = Take<uint16_t>(bytes);
  judgement.covered = Take<uint16_t>(bytes);
  judgement.matches.resize(Take<uint8_t>(bytes));
  for (KeptMatch& match : judgement.matches) {
    match.claim = claim - Take<uint32_t>(bytes);
    match.relation = static_cast<Relation>(Take<uint8_t>(bytes));
  }
  return judgement;
}

}  // namespace wirefold
