// Readers to begin with (tests/readers), as their comments tell to run them: each sees what the worker wrote.
// `./dev test-readers` fetches their libraries.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tests/integration/worker_fixture.h"
#include "wirefold/v1/enriched_article.pb.h"

namespace wirefold {
namespace {

constexpr auto kToolTimeout = std::chrono::seconds(120);
constexpr char kSources[] = WIREFOLD_SOURCE_DIR "/tests/readers";
// Letters of two bytes and furniture stand before what it quotes.
constexpr char kQuotes[] =
    R"({"uri":"quotes","body":"[gallery] The ferry to Malmö sank. \"We asked for a new ship for years,\" he said."})";

class ReadersTest : public WorkerTest {
 protected:
  void SetUp() override {
    ASSERT_TRUE(std::filesystem::exists(WIREFOLD_READERS_TOOLS))
        << "no " << WIREFOLD_READERS_TOOLS << ": ./dev test-readers";
    WorkerTest::SetUp();
    CreateTopics();
    WorkerProcess& worker = StartReadyWorker();
    client_.Produce(names_.raw, {ArticleRecord("a", 0),
                                 ArticleRecord("b", 1),
                                 ArticleRecord("a", 2),
                                 {.partition = 2, .key = "quotes", .value = kQuotes, .headers = {}},
                                 {.partition = 3, .key = "gone", .value = std::nullopt, .headers = {}}});
    ASSERT_TRUE(WaitAllCommitted());
    StopWorker(worker);
    for (const TopicRecord& record : client_.Read(names_.enriched, Isolation::kCommitted)) {
      if (!record.value) {
        written_.push_back("gone WITHDRAWN");
        continue;
      }
      v1::EnrichedArticle article;
      ASSERT_TRUE(article.ParseFromString(*record.value));
      written_.push_back(absl::StrCat(article.article_id(), " ", v1::Relation_Name(article.syndication().relation()),
                                      " ", article.syndication().story_id()));
    }
    written_.emplace_back("quotes QUOTE \"We asked for a new ship for years,\"");
    std::sort(written_.begin(), written_.end());
    ASSERT_THAT(written_, testing::SizeIs(6));
  }

  // Its lines, sorted.
  std::vector<std::string> Run(const std::vector<std::string>& command) {
    Process process(command, absl::StrCat(directory_, "/tool", ++runs_, ".log"));
    EXPECT_EQ(process.Wait(kToolTimeout), 0) << process.Log();
    std::vector<std::string> lines = absl::StrSplit(process.Log(), '\n', absl::SkipEmpty());
    std::sort(lines.begin(), lines.end());
    return lines;
  }

  std::string Generate(const std::string& language) {
    const std::string generated = directory_ + "/" + language;
    std::filesystem::create_directories(generated);
    Run({"protoc", "-I" WIREFOLD_SOURCE_DIR "/proto", absl::StrCat("--", language, "_out=", generated),
         "wirefold/v1/enriched_article.proto"});
    return generated;
  }

  std::vector<std::string> written_;  // a line for each record of the enriched topic

 private:
  int runs_ = 0;
};

TEST_F(ReadersTest, APythonProgramReadsWhatTheWorkerWrites) {
  const std::string generated = Generate("python");
  EXPECT_EQ(Run({"env", absl::StrCat("PYTHONPATH=" WIREFOLD_READERS_TOOLS "/python:", generated), "python3",
                 absl::StrCat(kSources, "/read_enriched.py"), BootstrapServers(), names_.enriched, "5"}),
            written_);
}

TEST_F(ReadersTest, AJavaProgramReadsWhatTheWorkerWrites) {
  const std::string generated = Generate("java");
  const std::string libraries = WIREFOLD_READERS_TOOLS "/java/*";
  Run({"javac", "-cp", libraries, "-d", directory_ + "/classes", absl::StrCat(kSources, "/ReadEnriched.java"),
       generated + "/wirefold/v1/EnrichedArticleOuterClass.java"});
  EXPECT_EQ(Run({"java", "-cp", absl::StrCat(directory_, "/classes:", libraries), "ReadEnriched", BootstrapServers(),
                 names_.enriched, "5"}),
            written_);
}

}  // namespace
}  // namespace wirefold
