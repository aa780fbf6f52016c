// ", did you mean group_id?" for a name that is not known.
#pragma once

#include <string>
#include <vector>

namespace wirefold {

// The name of `known` that is most like `name`, as the end of a message; empty when none is like it. Names that are
// much longer than any of ours are like none.
std::string Suggestion(const std::string& name, const std::vector<std::string>& known);

}  // namespace wirefold
