#include "tests/fuzz/seeds.h"

#include <fstream>
#include <sstream>

#include "common/base/check.h"
#include "common/codec/claim_codec.h"
#include "common/codec/claims_machine.h"
#include "common/pipeline/prepare.h"
#include "wirefold/v1/raw_article.pb.h"

namespace wirefold {
namespace {

std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream content;
  content << file.rdbuf();
  WF_CHECK(!content.str().empty());
  return content.str();
}

std::string ToProtobuf(const Article& article) {
  v1::RawArticle raw;
  raw.set_uri(article.uri);
  raw.set_url(article.url);
  raw.set_headline(article.headline);
  raw.set_body(article.body);
  for (const std::string& by : article.by) raw.add_by(by);
  raw.set_published(article.published);
  raw.set_publisher(article.publisher);
  return raw.SerializeAsString();
}

}  // namespace

SeedInputs ReadSeedInputs(const std::string& source_dir) {
  SeedInputs seeds;
  std::istringstream lines(ReadFile(source_dir + "/config/samples/articles.jsonl"));
  for (std::string line; std::getline(lines, line);) seeds.json.push_back(line);
  seeds.json.emplace_back(R"({"id":17,"link":"https://m.example/a/amp?utm_source=x#f","title":"T","maintext":["One.",)"
                          R"("Two."],"authors":["By PTI",{"name":"B"}],"date_publish":"None","source":{"name":"S"}})");
  // An id that is too long, ends lines and drives a terminal: its dead letter shows it.
  seeds.json.push_back("{\"body\":\"One.\",\"id\":\"a\\n\\u001b[2J\\u202e" + std::string(1100, 'i') + "\"}");
  seeds.json.emplace_back(R"({"id":1.10,"body":{"x":[[],{}]},"text":"b","author":[{"name":["A"]},{"_":"B"},true]})");
  seeds.text.push_back(ReadFile(source_dir + "/tests/golden/harbour.txt"));
  seeds.text.emplace_back(
      "OSLO, March 2 (Reuters) - “The ferry sank,” he told CNN.\n\n(With inputs from PTI and ANI)\n");
  seeds.text.emplace_back("新华社奥斯陆电 渡轮沉没。\n\nПаром затонул — РИА Новости.\n\nनाव डूब गई।\n\nغرقت العبارة");

  seeds.html.emplace_back(
      "<!DOCTYPE html><html lang=en><head><meta charset=utf-8><title>Ferry | Post</title><meta property='og:title' "
      "content='Ferry'><script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"headline\":\"Ferry\",\"author\":"
      "{\"name\":\"A\"}}</script></head><body><nav><a href=/>Home</a></nav><div class=story><h1>Ferry</h1><p>The ferry "
      "between the islands <b>sank</b> on Monday, the harbour master said at the quay&hellip;</p><table><tr><td>1<td>2"
      "</table><figure><img src=x><figcaption>A boat</figcaption></figure><!-- c --></div></body></html>");
  seeds.html.emplace_back(
      "<p>\x93Gr\xFC\xDF"
      "e\x94 &amp;amp; <br><ul><li>one<li>two</ul><pre>a\n b</pre>");

  const PrepareSettings settings;
  ClaimsMachine machine(true);
  auto append = [&](const ClaimLogRecord& record) {
    seeds.claim_log.push_back(EncodeClaimLogRecord(record, settings.genesis.log_id));
    auto applied = machine.Apply(ClaimOffset{static_cast<int64_t>(seeds.claim_log.size()) - 1}, 1'700'000'000'000, true,
                                 seeds.claim_log.back());
    WF_CHECK(applied.ok());
    return *std::move(applied);
  };
  append({1, settings.genesis, {}});
  std::vector<Settlement> settlements;
  int64_t offset = 0;
  for (const std::string& line : seeds.json) {
    if (const auto decoded = Decode(line, InputFormat::kJson); const auto* article = std::get_if<Article>(&decoded)) {
      seeds.protobuf.push_back(ToProtobuf(*article));
      seeds.protobuf.push_back(std::string("\0\0\0\0\7\0", 6) + seeds.protobuf.back());
    }
    const auto outcome = Prepare({{"raw", 0, offset++}, std::nullopt, line}, settings);
    if (const auto* prepared = std::get_if<Prepared>(&outcome)) {
      const Applied applied = append({2, prepared->claim, settlements});
      settlements = {SettlementOf(*applied.verdict, prepared->claim.article_id)};
    }
  }
  append({2, Heartbeat{}, settlements});
  return seeds;
}

}  // namespace wirefold
