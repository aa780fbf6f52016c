// `fold` has the texts of articles at hand, so it tells which passages a record and its matches share.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <simdjson.h>

#include <string>
#include <vector>

#include "tests/cli/fold_files.h"

namespace wirefold {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const std::string kFerry =
    "The last car ferry between Port Haven and the Skerry islands sank at its berth early on Sunday, the harbour "
    "authority said, and nobody was on board when the water came in through a door of the engine room.";
const std::string kCouncil =
    "Lena Strand, who chairs the council of the islands, had asked for a new ship for eleven years, and was told each "
    "spring that the money would be there in the next one, or the one after that.";
const std::string kWreck =
    "The wreck will be raised with two cranes as soon as the weather allows, which is unlikely before Thursday, and "
    "then "
    "towed to a yard on the mainland where its engines are to be looked at.";

class FoldPassages : public FoldFiles {
 protected:
  static std::string Line(const std::string& uri, const std::string& body) {
    std::string escaped;
    for (char c : body) escaped += c == '\n' ? std::string("\\n") : std::string(1, c);
    return "{\"uri\":\"" + uri + "\",\"language\":\"en\",\"body\":\"" + escaped + "\"}\n";
  }

  // Of each match of the last record: "passage of the record|passage of the match" of the bodies as they came out.
  std::vector<std::vector<std::string>> OfTheLast() {
    simdjson::dom::parser parser;
    std::vector<std::string> bodies;  // by claim
    std::vector<std::vector<std::string>> all;
    for (size_t at = 0; at < out_.size(); at = out_.find('\n', at) + 1) {
      const std::string line = out_.substr(at, out_.find('\n', at) - at);
      const simdjson::dom::element record = parser.parse(line);
      bodies.emplace_back(std::string_view(record["body"]));
      all.clear();
      simdjson::dom::array matches;
      if (record["syndication"]["matches"].get(matches) != simdjson::SUCCESS) continue;
      for (const simdjson::dom::element match : matches) {
        uint64_t claim = 0;  // a string in JSON; absent: 0
        std::string_view number;
        if (match["claimOffset"].get(number) == simdjson::SUCCESS) claim = std::stoull(std::string(number));
        all.push_back(PassagesOf(match, bodies.back(), bodies.at(claim)));
      }
    }
    return all;
  }

 private:
  static std::vector<std::string> PassagesOf(simdjson::dom::element match, const std::string& body,
                                             const std::string& other) {
    std::vector<std::string> passages;
    simdjson::dom::array found;
    if (match["sharedPassages"].get(found) != simdjson::SUCCESS) return passages;
    for (const simdjson::dom::element passage : found) {
      passages.push_back(Cut(body, passage["span"]) + "|" + Cut(other, passage["matchSpan"]));
    }
    return passages;
  }

  static std::string Cut(const std::string& body, simdjson::dom::element span) {
    uint64_t begin = 0;
    uint64_t end = 0;
    if (span["begin"].get(begin) != simdjson::SUCCESS) begin = 0;
    if (span["end"].get(end) != simdjson::SUCCESS) end = 0;
    return body.substr(begin, end - begin);
  }
};

std::string Both(const std::string& text) {
  return text.substr(0, text.size() - 1) + "|" + text.substr(0, text.size() - 1);
}

// Furniture before and between them, a headline and a dateline move the places in the input text, not in the body.
TEST_F(FoldPassages, StandInTheBodiesOfBothRecords) {
  FoldOptions options;
  options.files = {Write(
      "a.jsonl", Line("a", "ALSO READ: Ten islands to see\n\n" + kFerry + "\n\n" + kCouncil) +
                     Line("b", "PORT HAVEN, March 3 (Reuters) - " + kCouncil + "\n\nAlso read: Boats of the year\n\n" +
                                   kWreck + "\n\nRead more: Ferries\n\n" + kFerry))};
  ASSERT_EQ(Run(options), 0) << err_;
  EXPECT_NE(out_.find("\"category\":\"related_link\""), std::string::npos) << "furniture is taken out: " << out_;
  EXPECT_THAT(OfTheLast(), ElementsAre(ElementsAre(Both(kCouncil), Both(kFerry)))) << out_;
}

TEST_F(FoldPassages, AreToldOfEachMatch) {
  FoldOptions options;
  options.files = {Write(
      "a.jsonl", Line("a", kFerry + "\n\n" + kCouncil) + Line("b", kFerry + "\n\n" + kCouncil) + Line("c", kFerry))};
  ASSERT_EQ(Run(options), 0) << err_;
  EXPECT_THAT(OfTheLast(), ElementsAre(ElementsAre(Both(kFerry)), ElementsAre(Both(kFerry)))) << out_;
}

TEST_F(FoldPassages, OfATextThatIsNoLongerKeptAreNone) {
  const std::string text = kFerry + "\n\n" + kCouncil;
  FoldOptions options;
  options.files = {Write("a.jsonl", Line("a", text) + Line("b", text) + Line("c", kFerry))};
  options.passage_bytes = 3 * text.size() / 2;  // one of them
  ASSERT_EQ(Run(options), 0) << err_;
  EXPECT_THAT(OfTheLast(), testing::UnorderedElementsAre(IsEmpty(), ElementsAre(Both(kFerry)))) << out_;
  options.passage_bytes = 0;
  ASSERT_EQ(Run(options), 0) << err_;
  EXPECT_THAT(OfTheLast(), ElementsAre(IsEmpty(), IsEmpty())) << out_;
}

}  // namespace
}  // namespace wirefold
