// wirefold_checker: judges a run at rest on a live broker. Exit codes: 0 well, 1 violations, 64 usage.
#include <iostream>

#include "tests/checker/checker.h"
#include "tests/checker/read_history.h"
#include "tests/support/kafka_client.h"

int main(int argc, char** argv) {
  if (argc != 7) {
    std::cerr << "usage: wirefold_checker BOOTSTRAP_SERVERS GROUP RAW ENRICHED CLAIMS DEAD_LETTER\n";
    return 64;
  }
  wirefold::KafkaClient client(argv[1]);
  const wirefold::History history = wirefold::ReadHistory(
      client, {.raw = argv[3], .enriched = argv[4], .claims = argv[5], .dead_letter = argv[6], .group = argv[2]});
  const std::vector<wirefold::Violation> violations = wirefold::CheckHistory(history);
  for (const wirefold::Violation& violation : violations) std::cout << violation << "\n";
  std::cerr << history.raw.size() << " raw, " << history.enriched.size() << " enriched, " << history.dead_letters.size()
            << " dead letters, " << history.claims.size() << " in the claims log: " << violations.size()
            << " violations\n";
  return violations.empty() ? 0 : 1;
}
