// Valid inputs, changed at random by a seed that is printed, and what must hold for any bytes (properties.h). To look
// further: WIREFOLD_FUZZ_SEED=7 WIREFOLD_FUZZ_ROUNDS=1000000 build/release/fuzz_test.
#include <gtest/gtest.h>

#include <array>
#include <cstdlib>

#include "common/codec/protobuf_log.h"
#include "tests/fuzz/mutate.h"
#include "tests/fuzz/properties.h"
#include "tests/fuzz/seeds.h"
#include "wirefold/v1/claim.pb.h"

namespace wirefold {
namespace {

uint64_t FromEnvironment(const char* name, uint64_t otherwise) {
  const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): one thread
  return value == nullptr ? otherwise : std::strtoull(value, nullptr, 10);
}

class Mutation : public testing::Test {
 protected:
  Mutation() {
    SilenceProtobufLog();
    std::printf("WIREFOLD_FUZZ_SEED=%llu\n", static_cast<unsigned long long>(seed_));
  }

  // Stops at the first failure: one is enough to look at, and its bytes are printed.
  template <typename Broken>
  void Run(const std::vector<std::string>& seeds, size_t rounds, Broken broken) {
    for (const std::string& seed : seeds) ASSERT_EQ(broken(seed), "") << testing::PrintToString(seed);
    rounds = FromEnvironment("WIREFOLD_FUZZ_ROUNDS", rounds);
    for (size_t round = 0; round < rounds; ++round) {
      const std::string bytes = mutator_.Mutate(mutator_.OneOf(seeds), seeds);
      ASSERT_EQ(broken(bytes), "") << "round " << round << ", seed " << seed_ << ": " << testing::PrintToString(bytes);
    }
  }

  const SeedInputs seeds_ = ReadSeedInputs(WIREFOLD_SOURCE_DIR);
  const uint64_t seed_ = FromEnvironment("WIREFOLD_FUZZ_SEED", 1);
  Mutator mutator_{seed_};
};

TEST_F(Mutation, OfJsonLeavesEveryPropertyOfPrepare) {
  Run(seeds_.json, 3000, [](const std::string& bytes) { return BrokenByPrepare(bytes, InputFormat::kDetect); });
}

TEST_F(Mutation, OfProtobufLeavesEveryPropertyOfPrepare) {
  Run(seeds_.protobuf, 2000, [](const std::string& bytes) {
    std::string broken = BrokenByPrepare(bytes, InputFormat::kDetect);
    return broken.empty() ? BrokenByPrepare(bytes, InputFormat::kProtobuf) : broken;
  });
}

TEST_F(Mutation, OfTextLeavesEveryPropertyOfPrepare) {
  Run(seeds_.text, 3000, [](const std::string& bytes) { return BrokenByPrepare(bytes, InputFormat::kText); });
}

TEST_F(Mutation, OfHtmlLeavesEveryPropertyOfPrepare) {
  Run(seeds_.html, 3000, [](const std::string& bytes) { return BrokenByPrepare(bytes, InputFormat::kHtml); });
}

TEST_F(Mutation, OfOneClaimLogRecordLeavesTheMachineTotal) {
  Run(seeds_.claim_log, 1500, [this](const std::string& bytes) {
    std::vector<std::string> log = seeds_.claim_log;
    log[mutator_.Below(log.size())] = bytes;
    return BrokenByClaims(log, mutator_.Below(2) == 0);
  });
}

// Where its story came from.
void ChangeOrigin(Mutator& mutator, uint32_t evidence, v1::StoryOrigin& origin) {
  origin.set_agency_id(std::string(mutator.Below(70), 'a'));
  origin.set_evidence(evidence);
  origin.set_article_id(std::string(mutator.Below(1100), 'o'));
}

void ChangeWhatItTells(Mutator& mutator, uint32_t evidence, v1::Claim& claim) {
  claim.set_origin_agency_id(std::string(mutator.Below(70), 'a'));
  claim.set_origin_evidence(evidence);
  claim.set_pages_hash(mutator.Below(3));
  claim.set_paged(mutator.Below(2) == 0);
}

TEST_F(Mutation, OfWholeValuesInClaimLogRecordsLeavesTheMachineTotal) {
  static constexpr std::array<uint64_t, 12> kNumbers = {
      0, 1, 2, 5, 8, 64, 4095, 65'536, 0x7fff'ffff, 0xffff'ffff, 0x7fff'ffff'ffff'ffff, 0xffff'ffff'ffff'ffff};
  static constexpr std::array<double, 8> kReals = {0, 0.5, 1, -1, 1e300, -1e300, 0.0 / 1, 1e-300};
  auto number = [&] { return kNumbers[mutator_.Below(kNumbers.size())]; };
  auto narrow = [&] { return static_cast<uint32_t>(number()); };
  const size_t rounds = FromEnvironment("WIREFOLD_FUZZ_ROUNDS", 1000);
  for (size_t round = 0; round < rounds; ++round) {
    std::vector<std::string> log = seeds_.claim_log;
    for (int changes = 0; changes < 3; ++changes) {
      std::string& bytes = log[changes == 0 ? 0 : mutator_.Below(log.size())];
      v1::ClaimLogRecord record;
      if (!record.ParseFromString(bytes)) continue;
      if (record.has_genesis() && mutator_.Below(2) == 0) {
        v1::Genesis& genesis = *record.mutable_genesis();
        switch (mutator_.Below(7)) {
          case 0:
            genesis.set_shingle_length(narrow());
            break;
          case 1:
            genesis.set_sampling_rate(narrow());
            break;
          case 2:
            genesis.set_sketch_floor(narrow());
            break;
          case 3:
            genesis.set_sketch_cap(narrow());
            break;
          case 4:
            genesis.set_containment_threshold(kReals[mutator_.Below(kReals.size())]);
            break;
          case 5:
            genesis.set_window_seconds(number());
            break;
          case 6:
            genesis.set_window_claims(number());
            break;
        }
      } else if (record.has_claim()) {
        v1::Claim& claim = *record.mutable_claim();
        if (mutator_.Below(4) == 0) ChangeWhatItTells(mutator_, narrow(), claim);
        switch (mutator_.Below(9)) {
          case 0:
            claim.set_partition(static_cast<int32_t>(narrow()));
            break;
          case 1:
            claim.set_offset(static_cast<int64_t>(number()));
            break;
          case 2:
            claim.set_article_id(std::string(mutator_.Below(100'000), 'i') + "é");
            break;
          case 3:
            claim.set_publisher(std::string(mutator_.Below(100'000), 'p'));
            break;
          case 4:
            claim.set_raw_timestamp_ms(static_cast<int64_t>(number()));
            break;
          case 5:
            claim.mutable_sketch()->set_cover_threshold(number());
            break;
          case 6:
            claim.mutable_sketch()->set_shingle_count(narrow());
            break;
          case 7:
            for (size_t i = mutator_.Below(70'000); i > 0; --i) claim.mutable_sketch()->add_fingerprints(number() + i);
            break;
          case 8:
            claim.clear_sketch();
            break;
        }
      }
      if (mutator_.Below(4) == 0) {
        v1::Settlement& settlement = *record.add_settlements();
        settlement.set_claim_offset(static_cast<int64_t>(mutator_.Below(2) == 0 ? mutator_.Below(12) : number()));
        if (mutator_.Below(2) == 0) settlement.set_story_id(number());
        settlement.set_copy_number(static_cast<uint32_t>(narrow()));
        settlement.set_first_seen_article_id(std::string(mutator_.Below(1100), 'f'));
        if (mutator_.Below(2) == 0) ChangeOrigin(mutator_, narrow(), *settlement.mutable_origin());
      }
      bytes = record.SerializeAsString();
    }
    ASSERT_EQ(BrokenByClaims(log, mutator_.Below(2) == 0), "") << "round " << round << ", seed " << seed_;
  }
}

}  // namespace
}  // namespace wirefold
