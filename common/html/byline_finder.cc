#include "common/html/byline_finder.h"

#include <algorithm>

#include "common/base/ascii.h"
#include "common/base/spaces.h"

namespace wirefold {
namespace {

constexpr size_t kMinBytes = 3;
constexpr size_t kMaxBytes = 100;
constexpr size_t kMaxFound = 64;
constexpr size_t kMaxOpen = 8;
constexpr size_t kTogetherBytes = 300;  // of text between the names of one byline

// Parts of classes that speak of another author, or of something of his.
constexpr std::string_view kNotTheName[] = {"comment", "image", "img",   "avatar",    "bio",     "desc",
                                            "photo",   "media", "quote", "relat",     "card",    "teaser",
                                            "date",    "title", "cover", "role",      "social",  "follow",
                                            "job",     "login", "reply", "visually-", "sr-only", "brand"};

// Parts of classes that are an author's when they stand right below the headline.
constexpr std::string_view kNearby[] = {"username", "auteur", "reporter", "writer",  "journalist",
                                        "muhabir",  "yazar",  "penulis",  "redakte", "forfatter"};

bool Has(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

// What stands before a colon and a name.
constexpr std::string_view kLabels[] = {
    "by",    "author", "authors", "autor",      "autora",      "autore", "auteur",  "text",    "texto",    "testo",
    "texte", "tekst",  "words",   "yazar",      "yazan",       "haber",  "oleh",    "penulis", "reporter", "forfatter",
    "von",   "автор",  "Автор",   "текст",      "Текст",       "Автори", "tác giả", "Tác giả", "作者",     "记者",
    "كتب",   "كتبت",   "بقلم",    "written by", "reported by", "door",   "par",     "por",     "av",       "記者",
    "撰文",  "文",     "글",      "Συντάκτης",  "الكاتب",      "लेखक"};
// What stands right before a name.
constexpr std::string_view kWords[] = {"by",   "written by", "words by", "story by", "von",        "par",        "por",
                                       "door", "av",         "af",       "oleh",     "scritto da", "escrito por"};
// What stands before a name within a byline, and is no part of it.
constexpr std::string_view kIntroductions[] = {
    "posted by ",       "published by ",       "written by ",   "postado por ",   "publicado por ", "escrito por ",
    "geschrieben von ", "veröffentlicht von ", "scritto da ",   "pubblicato da ", "publié par ",    "écrit par ",
    "geplaatst door ",  "diposting oleh ",     "ditulis oleh ", "skrevet av ",    "skrevet af "};
constexpr size_t kMaxLabelBytes = 24;
constexpr size_t kMaxNames = 8;  // words, in a line that a label begins

std::string_view Trim(std::string_view text) {
  while (text.starts_with(' ') || text.starts_with('\n')) text.remove_prefix(1);
  while (text.ends_with(' ') || text.ends_with('\n') || text.ends_with(',')) text.remove_suffix(1);
  return text;
}

// Without a label that ends in a colon, without "posted by".
std::string_view BehindLabel(std::string_view text) {
  for (const std::string_view introduction : kIntroductions) {
    if (StartsIgnoringCase(text, introduction)) return Trim(text.substr(introduction.size()));
  }
  for (const std::string_view colon : {":", "：", " :"}) {
    const size_t at = text.substr(0, kMaxLabelBytes).find(colon);
    if (at == std::string_view::npos) continue;
    if (IsOneOfIgnoringCase(text.substr(0, at), kLabels)) return Trim(text.substr(at + colon.size()));
  }
  return text;
}

// Whether what stands between a name and a number belongs to a date: "March", "Mon", "on".
bool IsOfDate(std::string_view word) {
  constexpr std::string_view kWithNumber[] = {
      "january",  "february", "march", "april", "may",    "june",    "july",      "august",    "september", "october",
      "november", "december", "jan",   "feb",   "mar",    "apr",     "jun",       "jul",       "aug",       "sep",
      "sept",     "oct",      "nov",   "dec",   "monday", "tuesday", "wednesday", "thursday",  "friday",    "saturday",
      "sunday",   "mon",      "tue",   "wed",   "thu",    "fri",     "sat",       "sun",       "on",        "at",
      "am",       "le",       "el",    "il",    "op",     "em",      "den",       "published", "updated",   "posted"};
  constexpr std::string_view kMarks[] = {"–", "—", "·", "•"};
  if (IsOneOfIgnoringCase(word, kMarks)) return true;
  const auto is_mark = [](char c) { return static_cast<unsigned char>(c) < 0x80 && !IsLetter(c); };
  while (!word.empty() && is_mark(word.back())) word.remove_suffix(1);
  return word.empty() || IsOneOfIgnoringCase(word, kWithNumber);
}

// "Ada Quist 02.03.2026, 9:15" → "Ada Quist".
std::string_view BeforeDate(std::string_view text) {
  const auto digit = static_cast<size_t>(std::find_if(text.begin(), text.end(), IsDigit) - text.begin());
  if (digit == text.size() || digit == 0 || text[digit - 1] != ' ') return text;
  text = text.substr(0, digit - 1);
  for (size_t blank = text.rfind(' '); blank != std::string_view::npos; blank = text.rfind(' ')) {
    if (!IsOfDate(text.substr(blank + 1))) break;
    text = text.substr(0, blank);
  }
  return IsOfDate(text) ? std::string_view() : Trim(text);
}

// Where a byline ends and something else begins: a date, a time of reading.
std::string_view FirstPart(std::string_view& text) {
  size_t end = text.size();
  size_t behind = text.size();
  for (const std::string_view mark : {"|", "•", "·", "\n", ", in "}) {
    if (const size_t at = text.find(mark); at < end) {
      end = at;
      behind = at + mark.size();
    }
  }
  const std::string_view part = Trim(text.substr(0, end));
  text = Trim(text.substr(behind));
  return part;
}

// "By" without a name.
bool IsLabel(std::string_view text) {
  while (text.ends_with(':') || text.ends_with(' ')) text.remove_suffix(1);
  constexpr std::string_view kShortWords[] = {"di", "de"};
  return IsOneOfIgnoringCase(text, kLabels) || IsOneOfIgnoringCase(text, kWords) ||
         IsOneOfIgnoringCase(text, kShortWords);
}

bool IsNameOf(std::string_view text) {
  return text.size() >= kMinBytes && text.size() <= kMaxBytes && std::none_of(text.begin(), text.end(), IsDigit) &&
         !Has(text, "@") && !Has(text, "/") && !IsLabel(text);
}

// A capital of ASCII, Latin-1, or a letter of the further Latin ones.
bool BeginsWithLatinCapital(std::string_view text) {
  const auto byte = [&](size_t at) { return at < text.size() ? static_cast<unsigned char>(text[at]) : 0; };
  return IsUpper(text.empty() ? ' ' : text.front()) || (byte(0) == 0xC3 && byte(1) < 0x9F) || byte(0) == 0xC4 ||
         byte(0) == 0xC5 || (byte(0) == 0xE1 && (byte(1) == 0xBA || byte(1) == 0xBB));
}

bool BeginsName(std::string_view text) {
  return !text.empty() && (IsUpper(text.front()) || static_cast<unsigned char>(text.front()) >= 0x80);
}

// "Staff Reporter", "Read More", "Guest User": what stands in elements of such names, too.
bool MayBeName(std::string_view text) {
  constexpr std::string_view kNoNames[] = {"staff", "reporter", "correspondent", "desk", "editor",  "editors", "writer",
                                           "user",  "guest",    "read",          "more", "share",   "save",    "follow",
                                           "our",   "log",      "sign",          "view", "profile", "team",    "news"};
  for (size_t at = 0; at < text.size();) {
    const size_t end = std::min(text.find(' ', at), text.size());
    if (IsOneOfIgnoringCase(text.substr(at, end - at), kNoNames)) return false;
    at = end + 1;
  }
  // Scripts without capitals: beyond the Latin letters.
  return IsSignature(text) || (!text.empty() && static_cast<unsigned char>(text.front()) >= 0xC5);
}

}  // namespace

bool IsBylineFooter(const DomElement& element) {
  if (element.tag != Tag::kFooter) return false;
  const std::string_view classes = element.Attribute("class").value_or("");
  return Has(classes, "meta") || Has(classes, "submitted") || Has(classes, "byline");
}

bool IsMarkedAuthor(const DomElement& element) {
  return element.Attribute("itemprop").value_or("") == "author" ||
         element.Attribute("property").value_or("").ends_with(":author");
}

bool IsSignature(std::string_view text) {
  constexpr size_t kMaxSignatureBytes = 60;
  if (text.size() > kMaxSignatureBytes || text.find_first_of("0123456789.,:;!?()\"|\n") != std::string_view::npos)
    return false;
  size_t words = 0;
  for (size_t at = 0; at < text.size(); ++words) {
    if (!BeginsWithLatinCapital(text.substr(at))) return false;
    at = std::min(text.find_first_of(" /", at), text.size() - 1) + 1;
  }
  return words >= 2 && words <= 5;
}

std::vector<std::string> LabelledNames(const std::vector<std::string>& lines) {
  std::vector<std::string> names;
  for (const std::string& line : lines) {
    for (std::string_view rest = line; !rest.empty() && names.empty();) {
      const std::string_view part = FirstPart(rest);
      std::string_view name = BehindLabel(part);
      bool labelled = name.size() < part.size() || part.ends_with(" 기자");
      name = BeforeDate(name);
      // Italian sentences begin with capitals.
      constexpr std::string_view kDi = "di ";
      if (name.starts_with(kDi) && IsSignature(name.substr(kDi.size()))) {
        name.remove_prefix(kDi.size());
        labelled = true;
      }
      for (const std::string_view word : kWords) {
        if (!StartsIgnoringCase(part, word) || !part.substr(word.size()).starts_with(' ')) continue;
        labelled |= BeginsName(part.substr(word.size() + 1));
        if (labelled && name.starts_with(word)) name.remove_prefix(word.size() + 1);
      }
      const auto blanks = static_cast<size_t>(std::count(name.begin(), name.end(), ' '));
      if (labelled && BeginsName(name) && blanks < kMaxNames && IsNameOf(name) && !name.ends_with('.')) {
        names.emplace_back(name);
      }
    }
  }
  return names;
}

BylineFinder::Mark BylineFinder::MarkOf(const DomElement& element) const {
  if (element.attributes.empty()) return kNone;
  if (Has(element.Attribute("rel").value_or(""), "author")) return kRel;
  if (IsMarkedAuthor(element)) return kItemprop;
  std::string classes(element.Attribute("class").value_or(""));
  std::transform(classes.begin(), classes.end(), classes.begin(), ToLower);
  const auto has_any = [&](const auto& parts) {
    return std::any_of(std::begin(parts), std::end(parts), [&](std::string_view part) { return Has(classes, part); });
  };
  if (Has(classes, "author") || Has(classes, "byline") || Has(classes, "autor")) {
    // Those of microformats say nothing else.
    for (const std::string_view card : {"vcard", "h-card"}) {
      if (const size_t at = classes.find(card); at != std::string::npos) classes.erase(at, card.size());
    }
    if (!has_any(kNotTheName)) return kClass;
  }
  if (IsBelowHeadline() && has_any(kNearby) && !has_any(kNotTheName)) return kNear;
  // Of links only addresses of authors' pages are kept (reduce.cc).
  return element.tag == Tag::kA && element.Attribute("href") ? kLink : kNone;
}

void BylineFinder::Enter(const DomElement& element) {
  ++depth_;
  if (element.tag == Tag::kMeta || element.tag == Tag::kLink || element.tag == Tag::kBody) return;
  // No byline is in a footer, a menu.
  if (element.flow == Flow::kSkipped && element.tag != Tag::kHead && skipped_depth_ == 0 && !IsBylineFooter(element))
    skipped_depth_ = depth_;
  if (skipped_depth_ != 0) return;
  if (found_.size() >= kMaxFound || open_.size() >= kMaxOpen) return;
  if (const Mark mark = MarkOf(element); mark > kLink || (mark != kNone && open_.empty())) {
    const std::string_view content = mark == kItemprop ? element.Attribute("content").value_or("") : "";
    if (!content.empty()) Note(mark, content);
    open_.push_back({depth_, mark, text_.size(), !content.empty()});
  }
  if (!open_.empty() && element.tag == Tag::kBr && !text_.empty() && text_.back() != '\n') text_ += '\n';
  if (!open_.empty() && element.flow != Flow::kInline && !text_.empty()) text_ += ' ';
}

void BylineFinder::Text(std::string_view text) {
  bytes_ += text.size();
  if (open_.empty() || text_.size() > kMaxOpen * kMaxBytes) return;
  AppendFolded(text, text_);
}

bool BylineFinder::IsNear(size_t at) const { return headline_ != 0 && at <= headline_ + 2 * kTogetherBytes; }

void BylineFinder::PassHeadline() { headline_ = bytes_; }

void BylineFinder::Leave() {
  if (!open_.empty() && open_.back().depth == depth_) {
    const Open closed = open_.back();
    open_.pop_back();
    const size_t before = found_.size();
    // The innermost element says it best.
    if (!closed.holds_found) Note(closed.mark, std::string_view(text_).substr(std::min(closed.begin, text_.size())));
    if (!open_.empty()) open_.back().holds_found |= found_.size() > before || closed.holds_found;
    if (open_.empty()) text_.clear();
  }
  if (skipped_depth_ == depth_) skipped_depth_ = 0;
  --depth_;
}

void BylineFinder::Note(Mark mark, std::string_view text) {
  text = Trim(text);
  if (text.size() > 2 * kMaxBytes) return;
  while (!text.empty()) {
    const std::string_view name = BeforeDate(BehindLabel(FirstPart(text)));
    if (IsNameOf(name) && (mark != kNear || MayBeName(name))) found_.push_back({mark, bytes_, std::string(name)});
  }
}

std::vector<std::string> BylineFinder::Take() {
  std::vector<std::string> taken;
  for (const Mark mark : {kRel, kItemprop, kClass, kLink, kNear}) {
    for (const bool behind : {true, false}) {
      size_t last = 0;
      for (const Found& one : found_) {
        if (one.mark != mark || (behind && one.at < headline_)) continue;
        // A link to an author's page is in lists of articles, too.
        if (mark <= kLink && (!behind || !IsNear(one.at))) continue;
        if (!taken.empty() && one.at > last + kTogetherBytes) break;
        last = one.at;
        if (std::find(taken.begin(), taken.end(), one.text) == taken.end()) taken.push_back(one.text);
      }
      if (!taken.empty()) return taken;
    }
  }
  return taken;
}

}  // namespace wirefold
