#include "tests/fuzz/span_properties.h"

#include <google/protobuf/descriptor.h>

#include <algorithm>

#include "absl/strings/str_format.h"
#include "common/news/letters.h"
#include "common/news/pieces.h"

namespace wirefold {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr size_t kCarriedBytes = 256;          // of a text beside the body,
constexpr size_t kCarriedRemoved = 64 * 1024;  // and of all removed ones
constexpr char kMarks[] = "\"'“”„‟«»‹›‘’‚「」『』＂";

ByteSpan SpanOf(const v1::Span& span) { return {span.begin(), span.end()}; }

// Appends what is no white space.
void AppendLetters(std::string_view text, std::string& out) {
  for (size_t at = 0; at < text.size();) {
    const CodePoint c = CodePointAt(text, at);
    if (!IsBlank(c.value) && c.value != '\n') out += text.substr(at, c.bytes);
    at += c.bytes;
  }
}

std::string Letters(std::string_view text) {
  std::string letters;
  AppendLetters(text, letters);
  return letters;
}

std::string_view TextOf(const v1::Elsewhere& elsewhere, const v1::EnrichedArticle& record) {
  const auto index = static_cast<int>(elsewhere.index());
  switch (elsewhere.found_in()) {
    case v1::FOUND_IN_REMOVED:
      return index < record.removed_size() ? std::string_view(record.removed(index).text()) : "";
    case v1::FOUND_IN_BYLINE:
      return index < record.bylines_size() ? std::string_view(record.bylines(index)) : "";
    case v1::FOUND_IN_CREDIT_LINE:
      return record.credit_line();
    case v1::FOUND_IN_COPYRIGHT_HOLDER:
      return record.copyright_holder();
    default:
      return "";
  }
}

// Reads the spans of one record.
class SpanReader {
 public:
  SpanReader(const v1::EnrichedArticle& record, const Dossier& dossier)
      : record_(record), dossier_(dossier), input_(dossier.article.body), body_(record.body()) {}

  std::string Broken() {
    Borders(record_, "", body_);
    if (!broken_.empty()) return broken_;
    Paragraphs();
    RemovedTexts();
    if (record_.has_dateline() && dossier_.provenance.dateline)
      Fact("dateline", dossier_.provenance.dateline->span, record_.dateline());
    Each("credits", record_.credits(), dossier_.provenance.credits, [&](const auto& one, const Credit& credit) {
      if (credit.found_in == FoundIn::kText) return Fact("credit", credit.span, one);
      FieldCredit(one, credit);
    });
    Each("photo credits", record_.photo_credits(), dossier_.provenance.photo_credits,
         [&](const auto& one, const PhotoCredit& photo) { Fact("photo credit", photo.span, one); });
    Each("quotes", record_.quotes(), dossier_.provenance.quotes, [&](const auto& one, const Quote& quote) {
      Fact("quote", quote.span, one);
      Marks(quote.span, one);
    });
    Each("citations", record_.citations(), dossier_.provenance.citations,
         [&](const auto& one, const Citation& citation) { Cited(one, citation); });
    return broken_;
  }

 private:
  void Fail(std::string what) {
    if (broken_.empty()) broken_ = std::move(what);
  }
  void Expect(bool holds, std::string_view what, std::string_view got, std::string_view wanted) {
    if (!holds) Fail(absl::StrFormat("%s: \"%s\" for \"%s\"", what, got, wanted));
  }

  // Every Span below `message`, but those of other articles (`syndication`).
  void Borders(const Message& message, const std::string& path, std::string_view text) {
    if (const auto* span = dynamic_cast<const v1::Span*>(&message)) return Fail(BrokenSpan(path, text, SpanOf(*span)));
    if (const auto* elsewhere = dynamic_cast<const v1::Elsewhere*>(&message)) text = TextOf(*elsewhere, record_);
    const bool removed = dynamic_cast<const v1::Removed*>(&message) != nullptr;
    std::vector<const FieldDescriptor*> fields;
    const auto& reflection = *message.GetReflection();
    reflection.ListFields(message, &fields);
    for (const FieldDescriptor* field : fields) {
      if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE || field->name() == "syndication") continue;
      const bool of_input = removed || field->name() == "input_span";
      const int count = field->is_repeated() ? reflection.FieldSize(message, field) : 1;
      for (int i = 0; i < count; ++i) {
        const Message& one = field->is_repeated() ? reflection.GetRepeatedMessage(message, field, i)
                                                  : reflection.GetMessage(message, field);
        Borders(one, path + "." + field->name(), of_input ? input_ : text);
      }
    }
  }

  template <typename Records, typename Found, typename Check>
  void Each(std::string_view what, const Records& records, const std::vector<Found>& found, Check check) {
    if (static_cast<size_t>(records.size()) != found.size()) return Fail(absl::StrFormat("not all %s arrive", what));
    for (int i = 0; i < records.size() && broken_.empty(); ++i) check(records[i], found[static_cast<size_t>(i)]);
  }

  // What is left of a stretch of the input text, without white space.
  std::string LettersLeft(ByteSpan span) const {
    std::string letters;
    uint32_t at = span.begin;
    const std::vector<Removed>& removed = dossier_.clean.removed;
    auto cut = std::lower_bound(removed.begin(), removed.end(), span.begin,
                                [](const Removed& one, uint32_t place) { return one.span.end <= place; });
    for (; cut != removed.end() && cut->span.begin < span.end; ++cut) {
      if (cut->span.begin > at) AppendLetters(View(input_, {at, cut->span.begin}), letters);
      at = std::max(at, cut->span.end);
    }
    if (at < span.end) AppendLetters(View(input_, {at, span.end}), letters);
    return letters;
  }

  // A fact that was found at `span` of the input text.
  template <typename Record>
  void Fact(std::string_view what, ByteSpan span, const Record& record) {
    const std::string left = LettersLeft(span);
    if (!left.empty()) {
      const std::string_view cut = View(body_, SpanOf(record.span()));
      Expect(record.has_span() && !record.has_elsewhere() && Letters(cut) == left, what, cut, View(input_, span));
    } else {
      Expect(!record.has_span() && record.has_elsewhere(), what, "nothing", View(input_, span));
      InRemoved(what, span, record.elsewhere());
    }
  }

  void InRemoved(std::string_view what, ByteSpan span, const v1::Elsewhere& elsewhere) {
    const std::string_view words = View(input_, span);
    const std::string_view text = TextOf(elsewhere, record_);
    const std::string_view cut = View(text, SpanOf(elsewhere.span()));
    // Of what begins behind the part that the record carries there is none.
    const bool carried = elsewhere.has_span() || text.size() <= kCarriedBytes;
    const bool whole = SpanOf(elsewhere.span()).end < text.size() || cut.size() == words.size();
    Expect(elsewhere.found_in() == v1::FOUND_IN_REMOVED && carried && words.starts_with(cut), what, cut, words);
    Expect(whole || text.size() > kCarriedBytes - 4 || text.empty(), what, cut, words);
  }

  void FieldCredit(const v1::Credit& record, const Credit& credit) {
    const Article& article = dossier_.article;
    const std::string& field = credit.found_in == FoundIn::kByline       ? article.by.at(credit.entry)
                               : credit.found_in == FoundIn::kCreditLine ? article.credit_line
                                                                         : article.copyright_holder;
    const std::string_view words = View(field, credit.span);
    const std::string_view cut = View(TextOf(record.elsewhere(), record_), SpanOf(record.elsewhere().span()));
    Expect(!record.has_span() && record.has_elsewhere() && words.starts_with(cut), "credit of a field", cut, words);
    Expect(cut == words || field.size() > kCarriedBytes, "credit of a field", cut, words);
  }

  void Marks(ByteSpan span, const v1::Quote& quote) {
    const std::string_view cut = View(body_, SpanOf(quote.span()));
    if (cut != View(input_, span)) return;  // a mark may be what was taken out
    const CodePoint first = CodePointAt(cut, 0);
    const CodePoint last = CodePointBefore(cut, cut.size());
    const auto is_mark = [&](std::string_view mark) {
      return std::string_view(kMarks).find(mark) != std::string::npos;
    };
    Expect(is_mark(cut.substr(0, first.bytes)), "quote that begins with no mark", cut, "");
    Expect(!quote.closed() || is_mark(cut.substr(cut.size() - last.bytes)), "quote that ends with no mark", cut, "");
  }

  void Cited(const v1::Citation& record, const Citation& citation) {
    int in_body = 0;
    int elsewhere = 0;
    for (const ByteSpan& span : citation.spans) {
      v1::Quote one;  // any message with both fields
      if (LettersLeft(span).empty()) {
        if (elsewhere < record.elsewhere_size()) *one.mutable_elsewhere() = record.elsewhere(elsewhere++);
      } else if (in_body < record.spans_size()) {
        *one.mutable_span() = record.spans(in_body++);
      }
      Fact("citation", span, one);
    }
    Expect(in_body == record.spans_size() && elsewhere == record.elsewhere_size(), "citation", "more places", "");
    const bool named = std::any_of(citation.spans.begin(), citation.spans.end(),
                                   [&](ByteSpan span) { return View(input_, span) == record.name(); });
    Expect(named, "citation", View(input_, citation.spans.front()), record.name());
  }

  void Paragraphs() {
    const std::vector<Paragraph>& paragraphs = dossier_.clean.paragraphs;
    Each("paragraphs", record_.paragraphs(), paragraphs, [&](const auto& one, const Paragraph& paragraph) {
      const bool body = paragraph.paragraph_class == ParagraphClass::kBody;
      const std::string_view cut = View(body_, SpanOf(one.span()));
      const std::string left = body ? LettersLeft(paragraph.span) : "";
      Expect(one.has_span() == body && Letters(cut) == left, "paragraph", cut, left);
      Expect(SpanOf(one.input_span()) == paragraph.span, "paragraph", "another span of the input text", left);
    });
  }

  void RemovedTexts() {
    size_t carried = 0;
    uint32_t offset = 0;
    Each("removed", record_.removed(), dossier_.clean.removed, [&](const auto& one, const Removed& removed) {
      const std::string_view whole = View(input_, removed.span);
      const std::string& text = one.text();
      const bool enough = text.size() == std::min(whole.size(), kCarriedBytes) || text.size() > kCarriedBytes - 4;
      Expect(SpanOf(one.span()) == removed.span && one.text_bytes() == whole.size(), "removed", text, whole);
      Expect(text.size() <= kCarriedBytes && whole.starts_with(text), "removed", text, whole);
      Expect(enough || (text.empty() && carried + kCarriedBytes > kCarriedRemoved), "removed", text, whole);
      const std::string place = BrokenSpan("removed", body_, {one.body_offset(), one.body_offset()});
      Expect(place.empty() && one.body_offset() >= offset, "place of what was removed", place, whole);
      carried += text.size();
      offset = one.body_offset();
    });
    Expect(carried <= kCarriedRemoved, "removed", "too much text", "");
  }

  const v1::EnrichedArticle& record_;
  const Dossier& dossier_;
  std::string_view input_;
  std::string_view body_;
  std::string broken_;
};

}  // namespace

std::string BrokenSpan(std::string_view what, std::string_view text, ByteSpan span) {
  auto inside = [&](uint32_t at) { return at < text.size() && (static_cast<uint8_t>(text[at]) & 0xC0) == 0x80; };
  if (span.begin > span.end || span.end > text.size()) {
    return absl::StrFormat("%s: %d..%d is outside the text of %d bytes", what, span.begin, span.end, text.size());
  }
  if (inside(span.begin) || inside(span.end)) {
    return absl::StrFormat("%s: %d..%d cuts a code point", what, span.begin, span.end);
  }
  return "";
}

std::string BrokenSpans(const v1::EnrichedArticle& record, const Dossier& dossier) {
  return SpanReader(record, dossier).Broken();
}

}  // namespace wirefold
