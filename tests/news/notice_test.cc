#include "common/news/notice.h"

#include <gtest/gtest.h>

#include <string>

#include "common/base/embedded.h"
#include "common/news/table.h"

namespace wirefold {
namespace {

TEST(Notice, IsWhatAPageShowsInsteadOfAnArticle) {
  for (const char* notice : {
           "We value your privacy. Our partners and we use cookies to store data on your device and to show "
           "personalised advertising. Accept or reject them in the settings.",
           "Before you continue, please show us that you are human: our network has seen unusual traffic. Your browser "
           "must run JavaScript.",
           "You have no free pieces left. Subscribe now for unlimited digital access, or log in to your account. You "
           "may cancel whenever you like.",
           "Wir und unsere Partner verwenden Cookies auf Ihrem Gerät. Mit Ihrer Einwilligung zeigen wir Werbung; mehr "
           "steht im Hinweis zum Datenschutz.",
           "Votre navigateur n'accepte pas les cookies. Pour lire nos articles, connectez votre compte ou abonnez "
           "vous.",
       }) {
    EXPECT_TRUE(IsNotice(notice)) << notice;
  }
}

TEST(Notice, IsNoNewsAboutSuchThings) {
  for (const char* news : {
           "",
           "The watchdog fined the browser maker forty million crowns for setting cookies without consent, and said "
           "that the privacy policy misled users of older devices.",
           "Subscribers of the county's library may now borrow a robot for a week, the council said on Monday.",
           "We asked you last week how your street should look. Here are your answers, from the baker to the mayor.",
       }) {
    EXPECT_FALSE(IsNotice(news)) << news;
  }
}

TEST(Notice, EveryLanguageKnowsItsExampleAndPassesItsNearMiss) {
  const auto rows = ReadTable(EmbeddedFile("notices.tsv"), 5);
  ASSERT_TRUE(rows.ok()) << rows.status();
  for (const TableRow& row : *rows) {
    if (row.cells[0] == "*") continue;
    EXPECT_TRUE(IsNotice(row.cells[3])) << row.cells[0] << ": " << row.cells[3];
    EXPECT_FALSE(IsNotice(row.cells[4])) << row.cells[0] << ": " << row.cells[4];
  }
}

TEST(Notice, ALongTextIsNone) {
  std::string text;
  while (text.size() <= 2000) text += "You may accept our cookies in your browser settings. ";
  EXPECT_FALSE(IsNotice(text));
}

}  // namespace
}  // namespace wirefold
