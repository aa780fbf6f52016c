// Confluent's framing with a real schema registry (Apicurio), read by Confluent's own clients. `./dev test-registry`
// fetches both.
#include <gmock/gmock.h>
#include <google/protobuf/descriptor.pb.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/codec/confluent_frame.h"
#include "tests/integration/run_verb.h"
#include "tests/integration/worker_fixture.h"
#include "wirefold/v1/enriched_article.pb.h"
#include "worker/registry/schema_registry.h"

namespace wirefold {
namespace {

using std::chrono::seconds;
using testing::HasSubstr;
using testing::SizeIs;

constexpr auto kStartTimeout = seconds(120);
constexpr auto kReadTimeout = seconds(90);

class RegistryTest : public WorkerTest {
 protected:
  void SetUp() override {
    ASSERT_TRUE(std::filesystem::exists(Tools("apicurio"))) << "no " << Tools("apicurio") << ": ./dev test-registry";
    WorkerTest::SetUp();
    CreateTopics();
    port_ = FreePort();
    StartRegistry();
  }

  static std::string Tools(const std::string& name) { return absl::StrCat(WIREFOLD_REGISTRY_TOOLS, "/", name); }
  std::string Url() const { return absl::StrCat("http://127.0.0.1:", port_, "/apis/ccompat/v7"); }
  std::vector<std::string> Framed() const { return {"output.framing=confluent", "schema_registry.url=" + Url()}; }

  void StartRegistry() {
    registry_ = std::make_unique<Process>(
        std::vector<std::string>{
            "java", "-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Dquarkus.http.host=127.0.0.1",
            absl::StrCat("-Dquarkus.http.port=", port_), "-Dquarkus.management.host=127.0.0.1",
            absl::StrCat("-Dquarkus.management.port=", FreePort()), "-jar", Tools("apicurio/registry.jar")},
        directory_ + "/registry.log");
  }
  void WaitForRegistry() {
    ASSERT_TRUE(WaitUntil([this] { return HttpGet(port_, "/apis/ccompat/v7/subjects").status == 200; }, kStartTimeout))
        << registry_->Log();
  }

  // What Confluent's client of that version reads, a line for each record.
  std::vector<std::string> ReadByPython(const std::string& version, size_t records) {
    const std::string generated = directory_ + "/python-" + version;
    std::filesystem::create_directories(generated);
    const std::string proto = absl::StrCat(WIREFOLD_SOURCE_DIR, "/proto");
    Process compiler({"protoc", "-I" + proto, "--python_out=" + generated, "wirefold/v1/enriched_article.proto"},
                     generated + "/protoc.log");
    EXPECT_EQ(compiler.Wait(kReadTimeout), 0) << compiler.Log();
    Process reader({"env", "PYTHONPATH=" + Tools("python-" + version) + ":" + generated, "python3", "-W", "ignore",
                    absl::StrCat(WIREFOLD_SOURCE_DIR, "/tests/registry/read_enriched.py"),
                    TestBroker().bootstrap_servers(), names_.enriched, Url(), std::to_string(records)},
                   generated + "/reader.log");
    EXPECT_EQ(reader.Wait(kReadTimeout), 0) << reader.Log();
    std::vector<std::string> lines;
    for (const absl::string_view line : absl::StrSplit(reader.Log(), '\n', absl::SkipEmpty())) {
      lines.emplace_back(line);
    }
    std::sort(lines.begin(), lines.end());
    return lines;
  }

  int port_ = 0;
  std::unique_ptr<Process> registry_;
};

TEST_F(RegistryTest, ConfluentsClientsOldAndNewReadWhatTheWorkerWrites) {
  WaitForRegistry();
  WorkerProcess& worker = StartReadyWorker(Framed());
  client_.Produce(names_.raw, {ArticleRecord("a", 0), ArticleRecord("b", 1), ArticleRecord("a", 2)});
  ASSERT_TRUE(WaitAllCommitted());
  StopWorker(worker);

  std::vector<std::string> written;
  for (const TopicRecord& record : client_.Read(names_.enriched, Isolation::kCommitted)) {
    ASSERT_TRUE(record.value.has_value());
    v1::EnrichedArticle article;
    const std::string_view message = WithoutConfluentFrame(*record.value);
    ASSERT_EQ(message.size() + kConfluentFrameBytes, record.value->size());
    ASSERT_TRUE(article.ParseFromArray(message.data(), static_cast<int>(message.size())));
    written.push_back(absl::StrCat(article.article_id(), " ", v1::Relation_Name(article.syndication().relation())));
  }
  std::sort(written.begin(), written.end());
  ASSERT_THAT(written, SizeIs(3));
  for (const char* version : {"2.5.3", "2.16.1"}) EXPECT_EQ(ReadByPython(version, 3), written) << version;
  // People read it too.
  const VerbResult decoded = RunVerb({"decode", "--topic"}, ConfigPath(), directory_);
  EXPECT_EQ(decoded.code, 0) << decoded.output;
  EXPECT_THAT(decoded.output, HasSubstr("\"articleId\":\"a\""));
}

TEST_F(RegistryTest, AWorkerWaitsForARegistryThatStartsLate) {
  WorkerProcess& worker = StartWorker(Framed());
  EXPECT_TRUE(
      WaitUntil([&] { return worker.process().Log().find("schema registry does not answer") != std::string::npos; },
                kReadTimeout));
  WaitForRegistry();
  EXPECT_TRUE(worker.WaitReady()) << worker.process().Log();
}

TEST_F(RegistryTest, ASubjectThatHoldsAnotherSchemaIsRefusedAndValidateSaysSo) {
  WaitForRegistry();
  // The same message with a field of another type: what reads it cannot read the worker's records.
  google::protobuf::FileDescriptorProto other;
  v1::EnrichedArticle::descriptor()->file()->CopyTo(&other);
  for (auto& field : *other.mutable_message_type(0)->mutable_field()) {
    if (field.name() == "word_count") field.set_type(google::protobuf::FieldDescriptorProto::TYPE_STRING);
  }
  const SchemaRegistry registry({.url = Url()}, names_.enriched + "-value");
  ASSERT_TRUE(registry.Register(other.SerializeAsString()).ok());
  ExpectRefused(Framed(), "word_count (field 14) changed its type");
  const VerbResult validated =
      RunVerb({"validate", "--set", "output.framing=confluent", "--set", "schema_registry.url=" + Url()}, ConfigPath(),
              directory_);
  EXPECT_EQ(validated.code, 78) << validated.output;
  EXPECT_THAT(validated.output, HasSubstr("word_count (field 14) changed its type"));
}

}  // namespace
}  // namespace wirefold
