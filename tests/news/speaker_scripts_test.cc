// Speakers in languages whose sentences name them in other places than English does.
#include <gtest/gtest.h>

#include "common/news/attribute.h"
#include "common/news/clean.h"

namespace wirefold {
namespace {

struct Case {
  const char* text;
  const char* speaker;
};

class SpeakerByScript : public testing::TestWithParam<Case> {};

TEST_P(SpeakerByScript, IsNamedWhereTheSyntaxNamesOne) {
  Article article;
  article.body = GetParam().text;
  const Provenance found = Attribute(article, Clean(article, FurnitureRules::BuiltIn()), AgencyLexicon::BuiltIn());
  ASSERT_EQ(found.quotes.size(), 1u);
  EXPECT_EQ(found.quotes[0].speaker, GetParam().speaker);
}

INSTANTIATE_TEST_SUITE_P(
    Cases, SpeakerByScript,
    testing::Values(
        Case{"港の市長の山田太郎氏は会見で「嵐はもう終わったと考えている」と述べた。", "山田太郎"},
        Case{"気象庁は「今後の余震に注意してほしい」と呼びかけた。", "気象庁"},
        Case{"港は閉鎖された。「嵐はもう終わったと考えている」と述べた。", ""},
        Case{"김하나 시장은 \"폭풍은 이제 끝났다고 생각한다\"고 말했다.", "김하나 시장"},
        Case{"[사진=항구신문] 항만청은 3일 \"항구를 내일 다시 열 것이다\"라고 밝혔다.", "항만청"},
        Case{"배는 멈췄다. \"폭풍은 이제 끝났다고 생각한다\"고 말했다.", ""},
        Case{"وقال رئيس البلدية أحمد حسن: \"إن العاصفة انتهت وسنفتح الميناء غدا\".", "رئيس البلدية أحمد حسن"},
        Case{"وأضاف: \"إن العاصفة انتهت وسنفتح الميناء غدا\".", ""},
        Case{"“Cơn bão đã qua và chúng tôi sẽ mở lại cảng vào ngày mai”, ông Nguyễn Văn Nam nói.", "Nguyễn Văn Nam"}));

}  // namespace
}  // namespace wirefold
