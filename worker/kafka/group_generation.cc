#include <utility>

#include "worker/kafka/client.h"

namespace wirefold::kafka {

GroupGeneration::GroupGeneration(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
GroupGeneration::GroupGeneration(GroupGeneration&&) noexcept = default;
GroupGeneration& GroupGeneration::operator=(GroupGeneration&&) noexcept = default;
GroupGeneration::~GroupGeneration() = default;

}  // namespace wirefold::kafka
