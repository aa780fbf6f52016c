// Takes raw records from the source into the rings, and keeps partitions from each other's room: each has its own share
// of what may be in flight. One that has filled its share, because a record of it is slow or its topic refuses one, is
// held back at the source; the others go on.
//
//   absl::StatusOr<std::vector<std::shared_ptr<InFlight>>> taken = intake.Take(*source, /*timeout_ms=*/10);
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "worker/ports/clock.h"
#include "worker/ports/raw_source.h"
#include "worker/runtime/in_flight.h"

namespace wirefold {

// A partition's room: it takes records while it has less of both in flight.
struct Share {
  size_t records = 0;
  size_t bytes = 0;
  bool Full(const Ring& ring) const { return ring.size() >= records || ring.bytes() >= bytes; }
  // Full to a half: enough to let a held partition go on.
  bool HalfEmpty(const Ring& ring) const { return ring.size() <= records / 2 && ring.bytes() <= bytes / 2; }
};

class Intake {
 public:
  // A share is never smaller; with very many partitions `in_flight_bytes` is not kept to.
  static constexpr size_t kShareFloorBytes = size_t{256} * 1024;
  // Records at hand in the source when a partition is held still come: so much more than all shares is taken.
  static constexpr size_t kOverflowBytes = size_t{16} << 20;

  struct Settings {
    std::string topic;           // for messages
    size_t ring_records = 0;     // in flight for each partition
    size_t in_flight_bytes = 0;  // in flight in all
  };
  // `rings` are the worker's.
  Intake(Settings settings, Rings& rings, Clock& clock)
      : settings_(std::move(settings)), rings_(rings), clock_(clock) {}

  // Waits `timeout_ms` at most for the first record. An error is the source's last word; OutOfRange: a partition went
  // back to an offset that was taken.
  absl::StatusOr<std::vector<std::shared_ptr<InFlight>>> Take(RawSource& source, int timeout_ms);

  Share ShareOfEach() const;

 private:
  void LetGoOn(RawSource& source, const Share& share);

  const Settings settings_;
  Rings& rings_;
  Clock& clock_;
};

}  // namespace wirefold
