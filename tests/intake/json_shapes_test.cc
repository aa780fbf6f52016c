// What each shape of JSON says. The records are made for this test, with the members that the producers' shapes have.
#include "common/intake/json_shapes.h"

#include <gtest/gtest.h>

#include <map>

#include "absl/strings/str_join.h"
#include "common/intake/decode.h"

namespace wirefold {
namespace {

struct Case {
  const char* name;
  const char* json;
  std::map<std::string, std::string> expected;
};

void PrintTo(const Case& one, std::ostream* out) { *out << one.name; }

const Case kCases[] = {
    {"Ninjs3",
     R"({"uri":"urn:n:1","standard":{"name":"ninjs"},"language":"nb-NO","headlines":[{"role":"kicker","value":"K"},
        {"role":"main","value":"H"}],"descriptions":[{"role":"summary","value":"S"}],"bodies":[
        {"role":"nitf","contentType":"text/vnd.IPTC.NITF","value":"<nitf/>"},
        {"role":"html","contentType":"text/html","value":"<p>One.</p><p>Two &amp; three.</p>"}],
        "by":"Ada Quist","contentCreated":"2024-01-10T09:00:00Z","versionCreated":"2024-01-10T10:00:00Z",
        "copyrightHolder":"Harbour Agency"})",
     {{"uri", "urn:n:1"},
      {"headline", "H"},
      {"summary", "S"},
      {"body", "One.\n\nTwo & three."},
      {"by", "Ada Quist"},
      {"published", "2024-01-10T09:00:00Z"},
      {"modified", "2024-01-10T10:00:00Z"},
      {"language", "nb-NO"},
      {"publisher", "Harbour Agency"}}},
    {"Ninjs1",
     R"({"guid":"urn:n:2","versioncreated":"2017-08-24T01:58:40+0000","firstcreated":"2017-08-23T00:00:00+0000",
        "byline":"By Ada Quist","body_html":"<p>One.<br/></p>","headline":"H","source":"Wire","creditline":"Coast/Wire",
        "copyrightholder":"Coast"})",
     {{"uri", "urn:n:2"},
      {"body", "One."},
      {"published", "2017-08-23T00:00:00+0000"},
      {"publisher", "Coast"},
      {"credit_line", "Coast/Wire"},
      {"copyright_holder", "Coast"}}},
    {"NewsPlease",
     R"({"maintext":"B","title":"H","authors":["A","B"],"date_publish":"2017-07-17 17:03:00","date_modify":"None",
        "language":"en","source_domain":"www.harbour.example","url":"https://www.harbour.example/1","description":"S"})",
     {{"body", "B"},
      {"by", "A|B"},
      {"published", "2017-07-17 17:03:00"},
      {"modified", ""},
      {"publisher", "www.harbour.example"}}},
    {"Webz",
     R"({"uuid":"u1","thread":{"site":"coast.example","title_full":"H - Coast"},"title":"","text":"B","author":"",
        "language":"portuguese","published":"2024-02-11T18:42:00.000+02:00","url":"https://coast.example/1"})",
     {{"uri", "u1"}, {"headline", "H - Coast"}, {"by", ""}, {"language", "pt"}, {"publisher", "coast.example"}}},
    {"NewsApi",
     R"({"source":{"id":null,"name":"Coast"},"author":"A","title":"H","description":"S","url":"https://c.example/1",
        "publishedAt":"2022-09-28T08:14:24Z","content":"Cut… [+6673 chars]"})",
     {{"body", "Cut… [+6673 chars]"}, {"publisher", "Coast"}, {"published", "2022-09-28T08:14:24Z"}}},
    {"JsonLd",
     R"({"@context":"https://schema.org","@type":["NewsArticle"],"headline":"H","articleBody":"B","inLanguage":"en",
        "author":[{"@type":"Person","name":"A"},{"@type":"Person","name":"B"}],"datePublished":"2024-01-10",
        "mainEntityOfPage":{"@type":"WebPage","@id":"https://h.example/1"},"publisher":{"@type":"Organization","name":"P"}})",
     {{"headline", "H"}, {"by", "A|B"}, {"url", "https://h.example/1"}, {"publisher", "P"}}},
    {"JsonLdGraph",
     R"({"@context":"https://schema.org","@graph":[{"@type":"WebSite","@id":"#site","name":"Site"},
        {"@type":"NewsArticle","headline":"H","articleBody":"B","author":{"@id":"#ada"},"publisher":{"@id":"#site"}},
        {"@type":"Person","@id":"#ada","name":"Ada Quist"}]})",
     {{"headline", "H"}, {"body", "B"}, {"by", "Ada Quist"}, {"publisher", "Site"}}},
    {"JsonLdList",
     R"([{"@type":"Organization","name":"O"},{"@type":"ReportageNewsArticle","name":"H","articleBody":"B"}])",
     {{"headline", "H"}, {"body", "B"}}},
    {"JsonFeed",
     R"({"id":"7","url":"https://f.example/7","title":"H","content_html":"<p>B</p>","summary":"S",
        "date_published":"2021-10-29T10:26:00-04:00","authors":[{"name":"A"}]})",
     {{"uri", "7"}, {"body", "B"}, {"by", "A"}, {"published", "2021-10-29T10:26:00-04:00"}}},
    {"WordPress",
     R"({"id":88,"date":"2026-08-24T13:00:00","date_gmt":"2026-08-24T17:00:00","guid":{"rendered":"https://w.example/?p=88"},
        "link":"https://w.example/releases/h/","title":{"rendered":"H &#8211; I"},"content":{"rendered":"<p>B</p>\n"},
        "excerpt":{"rendered":"<p>S</p>"},"author":0})",
     {{"uri", "https://w.example/?p=88"},
      {"url", "https://w.example/releases/h/"},
      {"headline", "H – I"},
      {"summary", "S"},
      {"body", "B"},
      {"by", ""},
      {"published", "2026-08-24T17:00:00Z"}}},
    {"RssParser",
     R"({"creator":"A","title":"H","link":"https://m.example/h","pubDate":"Mon, 09 Apr 2018 18:55:38 GMT",
        "content:encoded":"<h4>Head</h4><p>B</p>","contentSnippet":"Head B","isoDate":"2018-04-09T18:55:38.000Z"})",
     {{"body", "Head\n\nB"}, {"by", "A"}, {"published", "2018-04-09T18:55:38.000Z"}}},
    {"Feedparser",
     R"({"title":"H","title_detail":{"type":"text/plain","value":"H"},"links":[{"rel":"self","href":"https://x.example/"},
        {"rel":"alternate","href":"https://f.example/h"}],"summary":"<p>B</p>","published":"Wed, 31 Jan 2018 15:46:36 GMT",
        "published_parsed":[2018,1,31,15,46,36,2,31,0]})",
     {{"url", "https://f.example/h"}, {"body", "B"}, {"published", "Wed, 31 Jan 2018 15:46:36 GMT"}}},
    {"Ans",
     R"({"_id":"a1","headlines":{"basic":"H"},"canonical_url":"https://p.example/h","credits":{"by":[{"name":"A"},{"name":"B"}]},
        "content_elements":[{"type":"text","content":"<b>One</b>."},{"type":"image","caption":"c","content":"x"},
        {"type":"list","items":[{"type":"text","content":"Two."}]}],"display_date":"2015-07-02T09:49:00Z"})",
     {{"headline", "H"}, {"body", "One.\n\nTwo."}, {"by", "A|B"}, {"published", "2015-07-02T09:49:00Z"}}},
    {"JsonLdOfAWire",
     R"({"@type":"NewsArticle","headline":"H","articleBody":"B","sourceOrganization":{"@type":"Organization","name":"Wire"},
        "copyrightHolder":{"@type":"Organization","name":"Coast"},"creator":"Ada Quist"})",
     {{"by", "Ada Quist"}, {"credit_line", "Wire"}, {"copyright_holder", "Coast"}}},
    {"HtmlWithUrl",
     R"({"html":"<div><p>One.</p><p>Two.</p></div>","url":"https://h.example/1"})",
     {{"body", "One.\n\nTwo."}, {"url", "https://h.example/1"}}},
    {"APageWithUrl",
     R"({"html":"<!doctype html><html lang='de'><head><title>H</title></head><body><h1>H</h1><p>One.</p></body></html>",
        "id":"7","url":"https://h.example/1","title":"T"})",
     {{"uri", "7"}, {"headline", "T"}, {"body", "One."}, {"url", "https://h.example/1"}, {"language", "de"}}},
    {"CloudEvent",
     R"({"specversion":"1.0","id":"e1","source":"https://cms.example","data":{"id":"a1","headline":"H","body":"B"}})",
     {{"uri", "a1"}, {"headline", "H"}}},
    {"ChangesOfADatabase",
     R"({"payload":{"op":"u","before":null,"after":{"id":7,"title":"H","body":"B"}}})",
     {{"uri", "7"}, {"headline", "H"}, {"body", "B"}}},
    {"JsonApi",
     R"({"data":{"id":"x","attributes":{"title":"H","body":{"value":"<p>One.</p><p>Two.</p>","format":"html"}}}})",
     {{"uri", "x"}, {"headline", "H"}, {"body", "One.\n\nTwo."}}},
    {"GuardianWithinItsResponse",
     R"({"response":{"status":"ok","content":{"id":"g/1","webTitle":"H","webUrl":"https://g.example/1","fields":{"body":
        "<p>B</p>","byline":"Ada Quist"}}}})",
     {{"uri", "g/1"}, {"headline", "H"}, {"body", "B"}, {"by", "Ada Quist"}, {"url", "https://g.example/1"}}},
    {"ABodyWithoutAHeadlineWithinAWrapper",
     R"({"offset":7,"payload":{"text":"B","url":"https://p.example/1"}})",
     {{"body", "B"}, {"headline", ""}, {"url", "https://p.example/1"}}},
    {"AnArticleBelowItsTitle", R"({"title":"H","article":{"body":"One.\n\nTwo."}})", {{"body", "One.\n\nTwo."}}},
    {"BlocksWithoutABody",
     R"({"title":"H","blocks":[{"type":"paragraph","content":"One."},{"type":"paragraph","content":"Two."}]})",
     {{"headline", "H"}, {"body", "One.\n\nTwo."}}},
    {"Goose", R"({"title":"H","cleaned_text":"One.\n\nTwo."})", {{"body", "One.\n\nTwo."}}},
    {"MarkdownOfAScraper",
     R"({"title":"H","markdown":"One.\n\nTwo.","metadata":{"statusCode":200}})",
     {{"headline", "H"}, {"body", "One.\n\nTwo."}}},
    {"BlocksOfEditors",
     R"({"title":"H","body":{"blocks":[{"type":"paragraph","data":{"text":"One."}},{"type":"image","data":{"caption":
        "A pier"}},{"text":"Two."}]}})",
     {{"body", "One.\n\nTwo."}}},
    {"TextNodes",
     R"({"title":["\n  H\n "],"author":["By ","Ada Quist"],"date":["Published: ","12 March 2021, 14:05"],
        "content":["One.","\n","Two."," "],"url":"https://s.example/1"})",
     {{"headline", "H"}, {"by", "Ada Quist"}, {"published", "12 March 2021, 14:05"}, {"body", "One.\n\nTwo."}}},
    {"EntitiesTwice",
     R"({"title":"A &amp;amp; B","body":"It&amp;#8217;s&nbsp;late &lt;&gt; AT&T"})",
     {{"headline", "A & B"}, {"body", "It’s\u00A0late <> AT&T"}}},
    {"EscapedMarkup", R"({"body":"&lt;p&gt;One.&lt;/p&gt;&lt;p&gt;Two.&lt;/p&gt;"})", {{"body", "One.\n\nTwo."}}},
    {"KeywordsAreAListOrOneText",
     R"({"body":"b","tags":["Ferries","Oslo"],"meta_keywords":["no"]})",
     {{"keywords", "Ferries|Oslo"}}},
    {"KeywordsAreNamesOfConcepts",
     R"({"versioncreated":"2024-01-10T09:00:00Z","pubstatus":"canceled","subject":[{"code":"1","name":"Ferries"},{"name":"Oslo"}],
        "body_text":"b"})",
     {{"keywords", "Ferries|Oslo"}, {"status", "canceled"}}},
    {"KeywordsAreValuesWithAName",
     R"({"headline":{"main":"H"},"lead_paragraph":"b","keywords":[{"name":"subject","value":"Ferries","rank":1}],"body":"b"})",
     {{"keywords", "Ferries"}}},
    {"KeywordsOfAnOfferAreNone",
     R"({"body":"b","keywords":"ONLY AVAILABLE IN PAID PLANS","tags":["Oslo"]})",
     {{"keywords", "Oslo"}}},
    {"FreeToReadIsABooleanOrAText",
     R"({"@type":"NewsArticle","articleBody":"b","isAccessibleForFree":false,"keywords":"Ferries, Oslo"})",
     {{"access", "false"}, {"keywords", "Ferries, Oslo"}}},
    {"FreeToReadIsSaidOfAPart",
     R"({"@type":"NewsArticle","articleBody":"b","hasPart":{"@type":"WebPageElement","isAccessibleForFree":"False"}})",
     {{"access", "False"}}},
    {"LanguageCodes", R"({"body":"b","lang":"deu"})", {{"language", "de"}}},
};

std::string Field(const Article& article, const std::string& name) {
  const std::map<std::string, std::string> fields = {{"uri", article.uri},
                                                     {"url", article.url},
                                                     {"headline", article.headline},
                                                     {"summary", article.summary},
                                                     {"body", article.body},
                                                     {"published", article.published},
                                                     {"modified", article.modified},
                                                     {"language", article.language},
                                                     {"publisher", article.publisher},
                                                     {"credit_line", article.credit_line},
                                                     {"copyright_holder", article.copyright_holder},
                                                     {"status", article.status},
                                                     {"access", article.access}};
  if (name != "by" && name != "keywords") return fields.at(name);
  return absl::StrJoin(name == "by" ? article.by : article.keywords, "|");
}

class ShapeOfJson : public testing::TestWithParam<Case> {};

TEST_P(ShapeOfJson, SaysWhatItHolds) {
  const auto outcome = Decode(GetParam().json, InputFormat::kDetect);
  ASSERT_TRUE(std::holds_alternative<Article>(outcome)) << std::get<DeadLetter>(outcome).message;
  for (const auto& [name, value] : GetParam().expected) {
    EXPECT_EQ(Field(std::get<Article>(outcome), name), value) << name;
  }
}

INSTANTIATE_TEST_SUITE_P(All, ShapeOfJson, testing::ValuesIn(kCases),
                         [](const auto& test) { return std::string(test.param.name); });

// Every path of the tables can be read: brackets are closed and no name is empty.
TEST(JsonShapes, PathsAreWellFormed) {
  for (const JsonShape& shape : JsonShapes()) {
    EXPECT_FALSE(shape.marks.empty()) << shape.name;
    for (const Mapping& mapping : shape.mappings) {
      EXPECT_FALSE(mapping.path.empty()) << shape.name;
      EXPECT_EQ(mapping.path.find('[') == std::string_view::npos, mapping.path.find(']') == std::string_view::npos)
          << mapping.path;
      EXPECT_FALSE(mapping.path.ends_with('/')) << mapping.path;
    }
  }
}

TEST(DecodeHtml, APageIsAnArticle) {
  const std::string page =
      "<!DOCTYPE html><html lang=\"de\"><head><meta "
      "charset=\"iso-8859-1\"><title>T\xFCren</title></head><body><h1>T\xFCren"
      "</h1><p>\x84Wir warten\x93, sagte die Hafenmeisterin am Dienstag den Leuten an der Br\xFC"
      "cke \xFC"
      "ber den Fluss.</p></body></html>";
  const auto outcome = Decode(page, InputFormat::kDetect);
  ASSERT_TRUE(std::holds_alternative<Article>(outcome));
  const Article& article = std::get<Article>(outcome);
  EXPECT_EQ(article.headline, "Türen");
  EXPECT_EQ(article.body,
            "„Wir warten“, sagte die Hafenmeisterin am Dienstag den Leuten an der Brücke über den Fluss.");
  EXPECT_EQ(article.language, "de");
}

TEST(DecodeHtml, JsonLdIsTakenForWhatItSays) {
  const std::string body(300, 'x');
  const std::string page =
      "<html><head><script type=\"application/ld+json\">{\"@type\":\"NewsArticle\",\"headline\":\"H\","
      "\"author\":{\"name\":\"A\"},\"articleBody\":\"" +
      body + "\"}</script></head><body><p>" + std::string(100, 'y') + "</p></body></html>";
  const Article article = std::get<Article>(Decode(page, InputFormat::kHtml));
  EXPECT_EQ(article.headline, "H");
  EXPECT_EQ(article.body, body);
  EXPECT_EQ(article.by, (std::vector<std::string>{"A"}));
}

}  // namespace
}  // namespace wirefold
