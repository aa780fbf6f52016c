#include "worker/cli/explain_html.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "absl/strings/str_format.h"
#include "worker/admin/status_html.h"
#include "worker/cli/explain_style.h"

namespace wirefold {
namespace {

constexpr size_t kPassageColors = 6;

// A text of an article. <bdi>: its direction of writing ends with it.
std::string Foreign(std::string_view text) { return "<bdi>" + HtmlEscaped(text) + "</bdi>"; }

// The name of a kind as a class: "photo-credit".
std::string ClassOf(MarkKind kind) {
  std::string name(NameOf(kind));
  std::replace(name.begin(), name.end(), ' ', '-');
  return name;
}

std::string Page(std::string_view title, const std::string& body) {
  std::string page =
      "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
      "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
      "<meta name=\"color-scheme\" content=\"light dark\"><link rel=\"icon\" href=\"data:,\"><title>";
  page.append(HtmlEscaped(title)).append("</title><style>").append(kExplainStyle).append("</style></head><body>\n");
  return page.append(body).append("</body></html>\n");
}

// "urn:1 · paper.example · en".
std::string Source(const ExplainedArticle& article) {
  std::string source = Foreign(article.id);
  for (const std::string* part : {&article.publisher, &article.language}) {
    if (!part->empty()) source += " · " + Foreign(*part);
  }
  return "<div class=\"dim\">" + source + "</div>\n";
}

// The text with `classes(mark)` on each marked stretch, and the mark's number where it ends.
template <typename ClassesOf, typename NumberOf>
std::string MarkedText(std::string_view text, const std::vector<TextMark>& marks, const ClassesOf& classes,
                       const NumberOf& number) {
  std::string html = "<div class=\"text\" dir=\"auto\">";
  for (const MarkedSegment& segment : SegmentsOf(text.size(), marks)) {
    const std::string_view piece = text.substr(segment.span.begin, segment.span.end - segment.span.begin);
    if (segment.marks.empty()) {
      html += HtmlEscaped(piece);
      continue;
    }
    const size_t inner = segment.marks.back();
    html += absl::StrFormat("<mark class=\"%s\" title=\"%s\">%s</mark>", classes(inner),
                            HtmlEscaped(marks[inner].what + " · " + marks[inner].rule), HtmlEscaped(piece));
    for (const size_t mark : segment.marks) {
      if (marks[mark].span.end == segment.span.end) html += number(mark);
    }
  }
  return html + "</div>\n";
}

std::string Finding(size_t number, const TextMark& mark) {
  const std::string name(NameOf(mark.kind));
  return absl::StrFormat(
      "<li id=\"f%d\"><span class=\"number\">%d</span><div><a class=\"kind %s\" href=\"#m%d\">%s</a> "
      "<span class=\"what\">%s</span><div class=\"dim\">%s</div></div></li>\n",
      number, number, ClassOf(mark.kind), number, name, Foreign(mark.what), Foreign(mark.rule));
}

std::string Findings(const ExplainedArticle& article) {
  std::string html = "<section><h2>What was found, and by what</h2><ol>\n";
  for (const ExplainedFact& fact : article.facts) {
    html += absl::StrFormat(
        "<li><span class=\"number\">–</span><div><span class=\"kind\">%s</span> <span class=\"what\">%s</span>"
        "<div class=\"dim\">%s</div></div></li>\n",
        HtmlEscaped(fact.name), Foreign(fact.value), fact.rule.empty() ? "a field" : Foreign(fact.rule));
  }
  for (size_t i = 0; i < article.marks.size(); ++i) html += Finding(i + 1, article.marks[i]);
  if (article.facts.empty() && article.marks.empty()) html += "<li><span></span><div>Nothing.</div></li>\n";
  return html + "</ol></section>\n";
}

std::string Side(const char* which, const ExplainedArticle& article, const std::vector<SharedPassage>& passages,
                 ByteSpan SharedPassage::*side) {
  std::vector<size_t> order;
  const std::vector<TextMark> marks = MarksOfPassages(passages, side, order);
  return absl::StrFormat(
      "<section><h2>%s</h2><h3>%s</h3>%s%s</section>\n", which, Foreign(article.Title()), Source(article),
      MarkedText(
          article.text, marks, [&](size_t mark) { return absl::StrFormat("p%d", order[mark] % kPassageColors); },
          [&](size_t mark) { return absl::StrFormat("<sup>%d</sup>", order[mark] + 1); }));
}

std::string Meter(const Threshold& threshold) {
  return absl::StrFormat(
      "<div class=\"threshold\"><span>%s</span><span class=\"by %s\">%.3f · %s by %.3f</span>"
      "<div class=\"meter %s\"><i style=\"width:%.1f%%\"></i><b style=\"left:%.1f%%\"></b></div>"
      "<span class=\"dim\">%s: %.2f</span></div>\n",
      HtmlEscaped(threshold.what), threshold.Passed() ? "good" : "bad", threshold.value,
      threshold.Passed() ? "passed" : "missed", std::abs(threshold.By()), threshold.Passed() ? "good" : "bad",
      100 * std::clamp(threshold.value, 0.0, 1.0), 100 * std::clamp(threshold.bound, 0.0, 1.0),
      HtmlEscaped(threshold.means), threshold.bound);
}

std::string Judgement(const ExplainedPair& pair) {
  std::string html = absl::StrFormat(
      "<section><div class=\"state %s\">%s</div><div class=\"dim\">The second is to the first: %s%s</div>\n",
      pair.one_story ? "good" : "bad", pair.one_story ? "One story" : "Two stories", pair.relation,
      pair.same_publisher ? " · one publisher" : "");
  if (!pair.compared) {
    html += "<p>One of them is too short to be compared: only equal words would make them one.</p>";
  } else {
    html += absl::StrFormat("<div class=\"dim\">%d of the %d fingerprints of the second are in the first</div>\n",
                            pair.shared, pair.fingerprints);
  }
  html += "<div class=\"thresholds\">\n";
  for (const Threshold& threshold : pair.thresholds) html += Meter(threshold);
  return html +
         absl::StrFormat("</div><div class=\"dim\">%d passages stand in both</div></section>\n", pair.passages.size());
}

}  // namespace

std::string ExplainHtml(const ExplainedArticle& article) {
  std::string body = "<header><h1>" + Foreign(article.Title()) + "</h1>" + Source(article) + "</header>\n";
  body += "<div class=\"columns\"><section>" +
          MarkedText(
              article.text, article.marks, [&](size_t mark) { return ClassOf(article.marks[mark].kind); },
              [](size_t mark) {
                return absl::StrFormat("<sup id=\"m%d\"><a href=\"#f%d\">%d</a></sup>", mark + 1, mark + 1, mark + 1);
              }) +
          "</section>\n" + Findings(article) + "</div>\n";
  return Page(article.Title(), body);
}

std::string ExplainHtml(const ExplainedPair& pair) {
  std::string body = Judgement(pair);
  body += "<div class=\"twins\" style=\"margin-top:14px\">\n" +
          Side("First", pair.first, pair.passages, &SharedPassage::first) +
          Side("Second", pair.second, pair.passages, &SharedPassage::second) + "</div>\n";
  return Page(pair.one_story ? "One story" : "Two stories", body);
}

}  // namespace wirefold
