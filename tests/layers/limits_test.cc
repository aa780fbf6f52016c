// How long a function and a file may be. What was longer when the limit came is listed with its length; that list may
// only shrink.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "tests/layers/source_files.h"

namespace wirefold {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr size_t kFunctionLines = 60;
constexpr size_t kFileLines = 400;

// "path: function" → lines it may have.
const std::map<std::string, size_t> kLongFunctions = {
    {"tests/fuzz/mutate.h: Change", 74},
    {"tests/fuzz/mutation_test.cc: TEST_F(Mutation, OfWholeValuesInClaimLogRecordsLeavesTheMachineTotal)", 84},
    {"tests/sim/schedule.cc: MakeFault", 63},
    {"tests/support/hostile_texts.h: HostileTexts", 90},
    {"worker/kafka/client.cc: ToStatus", 70},
};

struct Function {
  std::string name;
  size_t lines = 0;
  bool operator==(const Function&) const = default;
  friend void PrintTo(const Function& f, std::ostream* out) { *out << f.name << ": " << f.lines; }
};

// Text with comments, strings and preprocessor lines blanked, so that every brace and quote left is code.
std::string CodeOnly(std::string_view text) {
  std::string code(text);
  const auto blank = [&](size_t begin, size_t end) {
    for (size_t i = begin; i < std::min(end, code.size()); ++i) {
      if (code[i] != '\n') code[i] = ' ';
    }
    return end;
  };
  for (size_t i = 0; i < code.size();) {
    const std::string_view rest = std::string_view(code).substr(i);
    const bool at_line_start = i == 0 || code[i - 1] == '\n';
    if (rest.starts_with("//") || (at_line_start && rest.starts_with("#"))) {
      size_t end = code.find('\n', i);
      while (end != std::string::npos && code[end - 1] == '\\') end = code.find('\n', end + 1);
      i = blank(i, end);
    } else if (rest.starts_with("/*")) {
      i = blank(i, std::max(code.find("*/", i), i) + 2);
    } else if (rest.starts_with("R\"")) {
      const size_t open = code.find('(', i);
      const std::string close = ")" + code.substr(i + 2, open - i - 2) + "\"";
      const size_t end = code.find(close, open);
      i = blank(i, end == std::string::npos ? end : end + close.size());
    } else if (rest[0] == '"' ||
               (rest[0] == '\'' && (i == 0 || std::isalnum(static_cast<unsigned char>(code[i - 1])) == 0))) {
      size_t end = i + 1;
      while (end < code.size() && code[end] != rest[0]) end += code[end] == '\\' ? 2 : 1;
      i = blank(i, end + 1);
    } else {
      ++i;
    }
  }
  return code;
}

// Whether a block that follows `head` (the code since the last statement) is a function's body, not a namespace, a type
// or an initialiser.
bool IsFunction(std::string_view head) {
  const size_t open = head.find('(');
  if (open == std::string_view::npos || open == 0) return false;
  const size_t first = head.find_first_not_of(" \n");
  for (const char* other : {"namespace", "struct ", "class ", "enum ", "union ", "extern "}) {
    if (head.substr(first).starts_with(other)) return false;
  }
  // "const Table kTable = Make({" is a value. "operator==(" is a function.
  const size_t equals = head.find('=');
  return equals == std::string_view::npos || equals > open || head.find("operator") < equals;
}

std::string NameIn(std::string_view head) {
  const size_t open = head.find('(');
  if (const size_t op = head.find("operator"); op < open) return std::string(head.substr(op, open - op));
  size_t begin = open;
  const auto is_name = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == ':' || c == '~';
  };
  while (begin > 0 && is_name(head[begin - 1])) --begin;
  std::string name(head.substr(begin, open - begin));
  // TEST(Suite, Name): the arguments are the name.
  if (name.starts_with("TEST")) name += std::string(head.substr(open, head.find(')', open) + 1 - open));
  return name;
}

// The functions of a file, from the first line of their head to their closing brace. What is inside a function
// (lambdas, local types) counts with it.
std::vector<Function> FunctionsOf(std::string_view text) {
  const std::string code = CodeOnly(text);
  std::vector<Function> functions;
  size_t head = 0;         // where the present statement begins
  size_t depth = 0;        // of braces inside the function at hand
  size_t began = 0;        // its head
  std::string name;        // empty: outside of functions
  size_t parentheses = 0;  // a brace inside them is an argument or a default
  for (size_t i = 0; i < code.size(); ++i) {
    const char c = code[i];
    if (!name.empty()) {
      depth += c == '{' ? 1 : 0;
      if (c != '}' || --depth > 0) continue;
      functions.push_back({name, 1 + static_cast<size_t>(std::count(code.begin() + began, code.begin() + i, '\n'))});
      name.clear();
      head = i + 1;
    } else if (c == '(' || c == ')') {
      parentheses += c == '(' ? 1 : -1;
    } else if (c == '{' && parentheses == 0) {
      const std::string_view before = std::string_view(code).substr(head, i - head);
      if (IsFunction(before)) {
        began = std::min(code.find_first_not_of(" \n", head), i);
        name = NameIn(before);
        depth = 1;
      } else {
        head = i + 1;
      }
    } else if ((c == ';' || c == '}') && parentheses == 0) {
      head = i + 1;
    }
  }
  return functions;
}

// What is too long, and what is listed although it is short enough or gone.
std::vector<std::string> Judge(const std::map<std::string, size_t>& found, size_t limit,
                               const std::map<std::string, size_t>& listed) {
  std::vector<std::string> wrong;
  for (const auto& [name, lines] : found) {
    const auto entry = listed.find(name);
    const size_t allowed = entry == listed.end() ? limit : entry->second;
    if (lines > allowed) {
      wrong.push_back(name + " has " + std::to_string(lines) + " lines; " + std::to_string(allowed) + " are allowed");
    }
  }
  for (const auto& [name, lines] : listed) {
    const auto entry = found.find(name);
    if (entry == found.end() || entry->second <= limit) {
      wrong.push_back(name + " need not be listed any more: take it off the list");
    }
  }
  return wrong;
}

TEST(Limits, NoFunctionIsLongerThanSixtyLines) {
  std::map<std::string, size_t> found;
  for (const SourceFile& file : ReadSourceFiles()) {
    for (const Function& function : FunctionsOf(file.text)) {
      size_t& lines = found[file.path + ": " + function.name];
      lines = std::max(lines, function.lines);
    }
  }
  EXPECT_GT(found.size(), 500u);
  EXPECT_THAT(Judge(found, kFunctionLines, kLongFunctions), IsEmpty());
}

TEST(Limits, NoFileIsLongerThanFourHundredLines) {
  std::map<std::string, size_t> found;
  for (const SourceFile& file : ReadSourceFiles()) {
    found[file.path] = static_cast<size_t>(std::count(file.text.begin(), file.text.end(), '\n'));
  }
  EXPECT_THAT(Judge(found, kFileLines, {}), IsEmpty());
}

TEST(Limits, AFunctionIsMeasuredFromItsHeadToItsBrace) {
  EXPECT_THAT(FunctionsOf("namespace a {\n"
                          "struct B {\n"
                          "  int Get() const { return 1; }\n"
                          "  B(int x,\n"
                          "    int y)\n"
                          "      : x_(x), y_(y) {\n"
                          "    Go();\n"
                          "  }\n"
                          "};\n"
                          "const std::map<int, int> kTable = {{1, 2}};\n"
                          "int C::Count(std::vector<int> of = {}) {\n"
                          "  // } not this one\n"
                          "  auto lambda = [](int z) {\n"
                          "    return \"}\" + R\"(})\" + '}';\n"
                          "  };\n"
                          "  if (x) { return 1'000; }\n"
                          "}\n"
                          "bool operator==(const B& a, const B& b) {\n"
                          "  return true;\n"
                          "}\n"
                          "TEST(Suite, Claim) {\n"
                          "}\n"
                          "}  // namespace a\n"),
              ElementsAre(Function{"Get", 1}, Function{"B", 5}, Function{"C::Count", 7}, Function{"operator==", 3},
                          Function{"TEST(Suite, Claim)", 2}));
}

TEST(Limits, TheListMayOnlyShrink) {
  EXPECT_THAT(Judge({{"long", 70}, {"short", 10}}, 60, {{"long", 70}}), IsEmpty());
  EXPECT_THAT(Judge({{"long", 71}}, 60, {{"long", 70}}), ElementsAre("long has 71 lines; 70 are allowed"));
  EXPECT_THAT(Judge({{"long", 61}}, 60, {}), ElementsAre("long has 61 lines; 60 are allowed"));
  EXPECT_THAT(Judge({{"long", 60}}, 60, {{"long", 70}}),
              ElementsAre("long need not be listed any more: take it off the list"));
  EXPECT_THAT(Judge({}, 60, {{"gone", 70}}), ElementsAre("gone need not be listed any more: take it off the list"));
}

}  // namespace
}  // namespace wirefold
