// Rows of text in columns as wide as their widest cell, two spaces apart. Pure.
//
//   TextTable({"PARTITION", "LAG"}, {{"0", "12"}, {"1", "-"}}, /*right=*/{0, 1});
#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <vector>

namespace wirefold {

// Cells are on one line each; every row has as many as the header. `right`: columns aligned to the right. The last
// column is not filled up.
std::string TextTable(const std::vector<std::string>& header, const std::vector<std::vector<std::string>>& rows,
                      const std::set<size_t>& right);

}  // namespace wirefold
