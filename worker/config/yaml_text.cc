#include "worker/config/yaml_text.h"

#include <re2/re2.h>

#include "common/base/json_string.h"

namespace wirefold {

std::string YamlScalar(const std::string& value) {
  static const RE2 plain("[A-Za-z0-9_./][A-Za-z0-9_./@+-]*(:[A-Za-z0-9_./@+-]+)*");
  static const RE2 null_word("(?i)null");
  if (RE2::FullMatch(value, plain) && !RE2::FullMatch(value, null_word)) return value;
  std::string quoted;
  AppendJsonString(value, quoted);  // YAML reads JSON's strings
  return quoted;
}

}  // namespace wirefold
