#include "worker/cli/explain_json.h"

#include <string_view>
#include <vector>

#include "worker/cli/json_object.h"

namespace wirefold {
namespace {

std::string SpanJson(ByteSpan span) {
  return JsonObject().Number("begin", int64_t{span.begin}).Number("end", int64_t{span.end}).Done();
}

std::string MarkJson(const TextMark& mark) {
  JsonObject json;
  json.Text("kind", NameOf(mark.kind))
      .Text("what", std::string_view(mark.what))
      .Text("rule", std::string_view(mark.rule))
      .Raw("span", SpanJson(mark.span));
  if (mark.in_body) json.Raw("bodySpan", SpanJson(*mark.in_body));
  return json.Done();
}

std::string FactJson(const ExplainedFact& fact) {
  return JsonObject()
      .Text("name", std::string_view(fact.name))
      .Text("value", std::string_view(fact.value))
      .Text("rule", std::string_view(fact.rule))
      .Done();
}

std::string ArticleJson(const ExplainedArticle& article) {
  std::vector<std::string> marks;
  std::vector<std::string> facts;
  for (const TextMark& mark : article.marks) marks.push_back(MarkJson(mark));
  for (const ExplainedFact& fact : article.facts) facts.push_back(FactJson(fact));
  return JsonObject()
      .Text("articleId", std::string_view(article.id))
      .Text("publisher", std::string_view(article.publisher))
      .Text("headline", std::string_view(article.headline))
      .Text("language", std::string_view(article.language))
      .Text("text", std::string_view(article.text))
      .Raw("marks", JsonArray(marks))
      .Raw("facts", JsonArray(facts))
      .Done();
}

std::string ThresholdJson(const Threshold& threshold) {
  return JsonObject()
      .Text("what", std::string_view(threshold.what))
      .Text("means", std::string_view(threshold.means))
      .Decimal("value", threshold.value)
      .Decimal("bound", threshold.bound)
      .Flag("passed", threshold.Passed())
      .Decimal("by", threshold.By())
      .Done();
}

std::string PassageJson(const SharedPassage& passage) {
  return JsonObject()
      .Raw("first", SpanJson(passage.first))
      .Raw("second", SpanJson(passage.second))
      .Number("tokens", int64_t{passage.tokens})
      .Done();
}

}  // namespace

std::string ExplainJson(const ExplainedArticle& article) { return ArticleJson(article) + "\n"; }

std::string ExplainJson(const ExplainedPair& pair) {
  std::vector<std::string> thresholds;
  std::vector<std::string> passages;
  for (const Threshold& threshold : pair.thresholds) thresholds.push_back(ThresholdJson(threshold));
  for (const SharedPassage& passage : pair.passages) passages.push_back(PassageJson(passage));
  return JsonObject()
             .Flag("oneStory", pair.one_story)
             .Text("relation", std::string_view(pair.relation))
             .Flag("samePublisher", pair.same_publisher)
             .Flag("compared", pair.compared)
             .Decimal("resemblance", pair.resemblance)
             .Decimal("containment", pair.containment)
             .Decimal("matchContainment", pair.match_containment)
             .Number("fingerprints", int64_t{pair.fingerprints})
             .Number("shared", int64_t{pair.shared})
             .Raw("thresholds", JsonArray(thresholds))
             .Raw("passages", JsonArray(passages))
             .Raw("first", ArticleJson(pair.first))
             .Raw("second", ArticleJson(pair.second))
             .Done() +
         "\n";
}

}  // namespace wirefold
