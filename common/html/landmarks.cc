#include "common/html/landmarks.h"

#include <algorithm>
#include <iterator>
#include <string_view>

#include "common/base/ascii.h"
#include "common/base/spaces.h"
#include "common/html/block_kinds.h"

namespace wirefold {
namespace {

constexpr size_t kMaxLabelBytes = 80;
constexpr size_t kMinTitleBytes = 20;
constexpr size_t kMaxLineBytes = 400;  // of a headline and the lines right below it, in one block

// Lower case, without marks, numbers and blanks at both ends.
constexpr std::string_view kLabels[] = {"comments",
                                        "comment",
                                        "reader comments",
                                        "responses",
                                        "kommentare",
                                        "leserkommentare",
                                        "commentaires",
                                        "réactions",
                                        "comentarios",
                                        "comentários",
                                        "commenti",
                                        "reacties",
                                        "kommentarer",
                                        "kommentit",
                                        "komentarze",
                                        "komentáře",
                                        "komentari",
                                        "комментарии",
                                        "комментариев",
                                        "коментарі",
                                        "коментари",
                                        "yorumlar",
                                        "yorum",
                                        "komentar",
                                        "bình luận",
                                        "コメント",
                                        "评论",
                                        "評論",
                                        "留言",
                                        "댓글",
                                        "التعليقات",
                                        "تعليقات",
                                        "نظرات",
                                        "टिप्पणियां",
                                        "σχόλια",
                                        "about the author",
                                        "about the authors",
                                        "about the writer",
                                        "über den autor",
                                        "über die autorin",
                                        "zum autor",
                                        "zur autorin",
                                        "à propos de l’auteur",
                                        "à propos de l'auteur",
                                        "sobre el autor",
                                        "sobre la autora",
                                        "sobre o autor",
                                        "sobre a autora",
                                        "l’autore",
                                        "over de auteur",
                                        "om författaren",
                                        "o autorze",
                                        "o autorce",
                                        "об авторе",
                                        "про автора",
                                        "yazar hakkında",
                                        "tentang penulis",
                                        "この記事を書いた人",
                                        "筆者紹介",
                                        "关于作者",
                                        "作者简介",
                                        "기자 소개",
                                        "عن الكاتب"};

std::string Label(std::string_view text) {
  const auto edge = [](char c) {
    return IsSpace(c) || IsDigit(c) || std::string_view("():[]-#").find(c) != std::string_view::npos;
  };
  while (!text.empty() && edge(text.front())) text.remove_prefix(1);
  while (!text.empty() && edge(text.back())) text.remove_suffix(1);
  std::string label(text);
  std::transform(label.begin(), label.end(), label.begin(), ToLower);
  return label;
}

}  // namespace

std::string FirstLine(const std::string& text) { return text.substr(0, text.find('\n')); }

std::optional<size_t> HeadlineIn(const std::vector<Block>& blocks, const std::vector<std::string>& titles) {
  for (const std::string& title : titles) {
    const std::string folded = EssenceOf(title);
    if (folded.empty()) continue;
    for (size_t i = 0; i < blocks.size(); ++i) {
      if (blocks[i].block_class != BlockClass::kHeading) continue;
      const std::string text = EssenceOf(blocks[i].text);
      if (text == folded || (2 * text.size() > folded.size() && folded.find(text) != std::string::npos)) return i;
      // With a line above the headline in it: "Premiere in Oslo - Ferry returns".
      if (folded.size() >= kMinTitleBytes && text.size() <= 3 * folded.size() && text.ends_with(folded)) return i;
    }
  }
  for (const std::string& title : titles) {
    const std::string folded = EssenceOf(title);
    for (size_t i = 0; i < blocks.size() && !folded.empty(); ++i) {
      const size_t bytes = blocks[i].text.size();
      if (bytes > kMaxLineBytes || 3 * bytes < title.size() || blocks[i].link_bytes > 0) continue;
      const std::string text = EssenceOf(FirstLine(blocks[i].text));
      if (text == folded || (2 * text.size() > folded.size() && folded.starts_with(text))) return i;
    }
  }
  return std::nullopt;
}

bool BeginsOtherTexts(const Block& block) {
  if (block.text.size() > kMaxLabelBytes || (block.block_class != BlockClass::kHeading && !block.bold)) return false;
  const std::string label = Label(block.text);
  return std::find(std::begin(kLabels), std::end(kLabels), label) != std::end(kLabels);
}

}  // namespace wirefold
