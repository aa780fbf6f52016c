// Attribution of clean articles of about 500 words, on one thread: with the built-in lexicon and all languages, with a
// lexicon of 5,000 names more, and of a text ten times as long. Baseline: hashing the same bytes once.
#include <benchmark/benchmark.h>
#include <xxhash.h>

#include <memory>
#include <string>

#include "common/base/check.h"
#include "common/base/embedded.h"
#include "common/news/attribute.h"
#include "common/news/clean.h"
#include "tests/bench/texts.h"

namespace wirefold {
namespace {

// A report as agencies write it: a dateline, quotations with their speakers, two outlets cited, a sign-off.
constexpr std::string_view kReport[] = {
    "PORT HAVEN, March 3 (Reuters) - The last car ferry between Port Haven and the Skerry islands sank at its berth "
    "early on Sunday, hours before it was to be inspected, the harbour authority said. Nobody was hurt, but the loss "
    "leaves some 4,000 islanders without a regular link to the mainland in the busiest month of the fishing season.",
    "The vessel, built in 1971, had failed an inspection in November and was allowed to sail only by day and with half "
    "of its cars. Crews pumped water from its hold all night before it went down shortly after 4 a.m., according to a "
    "timeline that the authority published on its website.",
    "\"We asked for a new ship for eleven years, and each spring we were told to wait for the next budget,\" said Lena "
    "Strand, who chairs the council of the islands. \"Now we have no ship at all, and the budget is the same.\"",
    "The transport ministry said that it would charter a replacement within a week. The minister, Oskar Dahl, told the "
    "Kestrel Gazette that two Danish vessels were being considered, and that a contract could be signed as early as "
    "Tuesday. Neither can take lorries, which carry most of the catch to the fish market of Port Haven.",
    "Fishermen gathered on the pier on Sunday morning to look at the white hull, of which only the bridge and the "
    "funnel stood out of the water. Some had come in their own boats to help. \u201cMy father worked on her, and I "
    "proposed to my wife on that deck,\u201d Tom Hale, 58, told CNN. \u201cShe deserved a better end than this.\u201d",
    "The ferry's owner, a company that the county sold in 2009, has been under pressure since a report last year "
    "found that it had put off repairs to the pumps and to two watertight doors. The company rejected the findings at "
    "the time, and a spokesman said on Sunday that it was far too early to speak of the cause.",
    "Investigators will raise the ship with two cranes as soon as the weather allows, which is unlikely before "
    "Thursday. Divers reported that a door of the engine room stood open, the public broadcaster NRK reported, citing "
    "two people who had seen pictures of the wreck. The police have not opened a case.",
    "For now the islands are served by the mail boat, which takes twelve people, and by a helicopter that flies for "
    "the hospital. Schools on the largest island will stay shut until Wednesday, and the shop has begun to ration "
    "milk and bread. Two weddings that were planned for the weekend have been put off.",
    "Economists at the university put the cost of each day without a ferry at some $300,000, most of it fish that "
    "cannot be sold fresh. The insurers of the ship, who had asked for a survey in February, declined to comment.",
    "Prices of cod rose by 4% at the auction in Port Haven on Saturday, before the ship was lost, as storms kept most "
    "boats in harbour for a third week. A spokeswoman for the auction said that it would open as usual on Monday and "
    "that buyers had been warned of small catches.",
    "(Reporting by Anna Reed; Editing by Paul Moss)"};

struct Clean500 {
  Article article;
  CleanArticle clean;
};

// The report's paragraphs `times` over, all of them of the body.
Clean500 Report(int times) {
  Clean500 made;
  made.article.language = "en";
  for (int i = 0; i < times; ++i) {
    for (const std::string_view paragraph : kReport) {
      if (!made.article.body.empty()) made.article.body += "\n\n";
      const auto begin = static_cast<uint32_t>(made.article.body.size());
      made.article.body += paragraph;
      made.clean.paragraphs.push_back(
          {{begin, static_cast<uint32_t>(made.article.body.size())}, ParagraphClass::kBody});
    }
  }
  return made;
}

// As many names of two words, such as outlets have, beside the built-in ones.
std::unique_ptr<AgencyLexicon> LexiconWith(int names) {
  std::string table(EmbeddedFile("agencies.tsv"));
  for (int i = 0; i < names; ++i) {
    std::string first = BenchText(static_cast<uint64_t>(i) + 1, 1);
    first.resize(first.find(' '));
    table += "bench" + std::to_string(i) + "\t" + first + std::to_string(i % 7) + " Courier" + std::to_string(i) +
             "\t\toutlet\tGB\n";
  }
  auto parsed = AgencyLexicon::Parse(table);
  WF_CHECK_OK(parsed.status());
  return *std::move(parsed);
}

void Attributed(benchmark::State& state, const Clean500& text, const AgencyLexicon& lexicon) {
  for (auto _ : state) benchmark::DoNotOptimize(Attribute(text.article, text.clean, lexicon));
  state.SetBytesProcessed(state.iterations() * static_cast<int64_t>(text.article.body.size()));
}

void BM_BaselineHashBytes(benchmark::State& state) {
  const Clean500 text = Report(1);
  for (auto _ : state) benchmark::DoNotOptimize(XXH3_64bits(text.article.body.data(), text.article.body.size()));
}
BENCHMARK(BM_BaselineHashBytes);

void BM_Attribute(benchmark::State& state) {
  Attributed(state, Report(static_cast<int>(state.range(0))), AgencyLexicon::BuiltIn());
}
BENCHMARK(BM_Attribute)->Arg(1)->Arg(10);

void BM_AttributeWithNames(benchmark::State& state) {
  Attributed(state, Report(1), *LexiconWith(static_cast<int>(state.range(0))));
}
BENCHMARK(BM_AttributeWithNames)->Arg(0)->Arg(5000);

// Names alone, where they stand in the text: the part of the time that a lexicon's size could matter to.
void BM_FindNames(benchmark::State& state) {
  const Clean500 text = Report(1);
  const auto lexicon = LexiconWith(static_cast<int>(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(lexicon->names().FindAll(text.article.body));
}
BENCHMARK(BM_FindNames)->Arg(0)->Arg(5000);

// Words without any cue or quotation, among them small ones that cues begin with.
void BM_AttributeWordsAlone(benchmark::State& state) {
  Clean500 text;
  text.article.body = BenchText(1);
  text.article.language = "en";
  size_t begin = 0;
  for (size_t end = 0; begin < text.article.body.size(); begin = end + 2) {
    end = std::min(text.article.body.find("\n\n", begin), text.article.body.size());
    text.clean.paragraphs.push_back(
        {{static_cast<uint32_t>(begin), static_cast<uint32_t>(end)}, ParagraphClass::kBody});
  }
  Attributed(state, text, AgencyLexicon::BuiltIn());
}
BENCHMARK(BM_AttributeWordsAlone);

}  // namespace
}  // namespace wirefold

BENCHMARK_MAIN();
