#include "common/text/charset.h"

#include <gtest/gtest.h>

#include "common/text/entities.h"
#include "common/text/language.h"
#include "common/text/mojibake.h"

namespace wirefold {
namespace {

using namespace std::string_literals;

TEST(ToUtf8, Utf8StaysAndIsRepairedWhereItIsIllFormed) {
  EXPECT_EQ(ToUtf8("Grüße", ""), "Grüße");
  EXPECT_EQ(ToUtf8("Grüße", "iso-8859-1"), "Grüße") << "declared wrongly";
  EXPECT_EQ(ToUtf8("\xEF\xBB\xBFx", ""), "x");
  EXPECT_EQ(ToUtf8("äöüßäöüß \xFF äöüß", ""), "äöüßäöüß \uFFFD äöüß");
  EXPECT_EQ(ToUtf8("a\xFFz", ""), "a\uFFFDz") << "one byte says nothing of a charset";
}

TEST(ToUtf8, Utf16WithAndWithoutMark) {
  EXPECT_EQ(ToUtf8("\xFF\xFEz\0\xFC\0"s, ""), "zü");
  EXPECT_EQ(ToUtf8("\xFE\xFF\0z\0\xFC"s, ""), "zü");
  EXPECT_EQ(ToUtf8("H\0a\0f\0e\0n\0.\0"s, ""), "Hafen.");
  EXPECT_EQ(ToUtf8("\0H\0a\0f\0e\0n\0."s, ""), "Hafen.");
}

TEST(ToUtf8, DeclaredNamesMeanWhatBrowsersMean) {
  EXPECT_EQ(ToUtf8("\x93So\x94 \x80 5 \xFC\xF6\xE4", "ISO-8859-1"), "“So” € 5 üöä");
  EXPECT_EQ(ToUtf8("\xCA\xD0\xD2\xE9\xBB\xE1", "gb2312"), "市议会");
  EXPECT_EQ(ToUtf8("\x8E\x73\x8B\x63\x89\xEF", "Shift_JIS"), "市議会");
}

TEST(ToUtf8, UndeclaredCharsetsAreGuessed) {
  // "Городской совет решил закрыть мост через реку на неделю" in windows-1251.
  const std::string russian =
      "\xC3\xEE\xF0\xEE\xE4\xF1\xEA\xEE\xE9 \xF1\xEE\xE2\xE5\xF2 \xF0\xE5\xF8\xE8\xEB \xE7\xE0\xEA\xF0\xFB\xF2\xFC "
      "\xEC\xEE\xF1\xF2 \xF7\xE5\xF0\xE5\xE7 \xF0\xE5\xEA\xF3 \xED\xE0 \xED\xE5\xE4\xE5\xEB\xFE";
  EXPECT_EQ(ToUtf8(russian, ""), "Городской совет решил закрыть мост через реку на неделю");
  EXPECT_EQ(ToUtf8(russian, "utf-8"), "Городской совет решил закрыть мост через реку на неделю") << "declared wrongly";
}

TEST(ToUtf8, WhatIsNoTextIsNone) {
  EXPECT_FALSE(ToUtf8("\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0\1\0\0\0\1\0"s, ""));
  EXPECT_FALSE(ToUtf8("\xFE\xFF\x80\x81\x82", ""));
  EXPECT_FALSE(ToUtf8("\x1F\x8B\x08\0\0\0\0\0\0\xFF\x01\x02\x03\x04\x05\x06"s, ""));
}

TEST(DeclaredCharset, IsFoundInMarkup) {
  EXPECT_EQ(DeclaredCharset("<html><head><meta charset='windows-1251'>"), "windows-1251");
  EXPECT_EQ(DeclaredCharset("<meta http-equiv=Content-Type content=\"text/html; charset=euc-kr\">"), "euc-kr");
  EXPECT_EQ(DeclaredCharset("<?xml version=\"1.0\" encoding=\"UTF-8\"?>"), "UTF-8");
  EXPECT_EQ(DeclaredCharset("<p>the charset of a page</p>"), "");
}

TEST(RepairMojibake, OnlyWhatIsCertain) {
  EXPECT_EQ(RepairMojibake("Le prÃ©fet a annoncÃ© â€“ mardi"), "Le préfet a annoncé – mardi");
  EXPECT_EQ(RepairMojibake("itâ€™s"), "it’s");
  EXPECT_EQ(RepairMojibake("РџР°СЂРѕРј В«Р’РµРіР°В» вЂ” РІ РїРѕСЂС‚Сѓ"), "Паром «Вега» — в порту")
      << "read as windows-1251";
  EXPECT_EQ(RepairMojibake("Паром «Вега» — в порту"), "Паром «Вега» — в порту");
  EXPECT_EQ(RepairMojibake("Ãƒ©"), "Ãƒ©") << "not a whole sequence";
  EXPECT_EQ(RepairMojibake("prÃƒÂ©fet"), "préfet") << "read wrongly twice";
  EXPECT_EQ(RepairMojibake("Ãîðîäñêîé ñîâåò ðåøèë çàêðûòü ìîñò ÷åðåç ðåêó íà íåäåëþ"),
            "Городской совет решил закрыть мост через реку на неделю");
  for (const char* text :
       {"", "plain", "Le préfet", "IRMÃ DE JOÃO © 2023 «MAÇÃ»", "Город", "新聞", "prÃ©fet and préfet"}) {
    EXPECT_EQ(RepairMojibake(text), text);
  }
}

TEST(DecodeEntities, ByNameByNumberAndUpToThreeTimes) {
  EXPECT_EQ(DecodeEntities("&amp; &lt;b&gt; &quot;x&quot; &apos; &nbsp;&eacute;&rsquo;"), "& <b> \"x\" ' \u00A0é’");
  EXPECT_EQ(DecodeEntities("&#8217; &#x2019; &#146; &#0; &#xD800; &#99999999;"), "’ ’ ’ &#0; \uFFFD \uFFFD");
  EXPECT_EQ(DecodeEntities("it&amp;#8217;s &amp;amp; &amp;nbsp;"), "it’s & \u00A0");
  EXPECT_EQ(DecodeEntities("caf&amp;amp;eacute;"), "café") << "escaped three times";
  EXPECT_EQ(DecodeEntities("&QUOT;R&AMP;D&QUOT; &LT;b&GT; &COPY;&REG; &NBSP; &EACUTE;"),
            "\"R&D\" <b> ©® &NBSP; &EACUTE;");
  for (const char* text : {"AT&T", "R&D;", "a & b", "&;", "&#;", "&#x;", "&unknown;", "&"}) {
    EXPECT_EQ(DecodeEntities(text), text);
    EXPECT_FALSE(HasEntity(text)) << text;
  }
}

TEST(DetectLanguage, OfTextsOrNone) {
  EXPECT_EQ(DetectLanguage("The council said on Tuesday that the new library would open its doors in the autumn."),
            "en");
  EXPECT_EQ(DetectLanguage("Der Rat erklärte am Dienstag, die neue Bücherei werde im Herbst ihre Türen öffnen."), "de");
  EXPECT_EQ(DetectLanguage("市议会星期二决定，跨河大桥将关闭一周进行维修。"), "zh");
  EXPECT_EQ(DetectLanguage(""), "");
  EXPECT_EQ(DetectLanguage("12 34 56"), "");
}

TEST(DetectLanguage, EnglishIsKnownByItsSmallWordsWhateverItNames) {
  EXPECT_EQ(
      DetectLanguage("KOTA SELERA (Harbour Wire) - Perdana Menteri Datuk Seri Osman bin Jalaludin of Parti Rakyat "
                     "Bersatu, who has been at the Dewan Negeri since it was built, said the Syarikat Minyak Sawit "
                     "Kelapa Gading would be sold by Bank Simpanan Rakyat Selera and not, as Utusan Pagi had it, "
                     "by the Lembaga Tabung Nelayan dan Peladang Seberang Laut Utara."),
      "en");
}

TEST(DetectLanguage, AFewEnglishWordsMakeNoTextEnglish) {
  EXPECT_NE(
      DetectLanguage("Filmen \"The Keeper of the Light and the Tide\" vises for første gang i byen på fredag, og "
                     "instruktøren kommer selv for at tale om den. Billetterne er udsolgt, siger biografens leder, "
                     "som håber på en ekstra forestilling i næste uge."),
      "en");
  EXPECT_NE(DetectLanguage("Der Rat erklärte am Dienstag, der Titel \"To be or not to be, that is the question for the "
                           "city\" stehe noch nicht fest; die neue Bücherei werde im Herbst ihre Türen öffnen, und die "
                           "Leser würden gefragt, wie sie heißen solle."),
            "en");
  EXPECT_NE(DetectLanguage("Une belle soirée au port, où les pêcheurs ont fêté la fin de la saison avec leurs familles "
                           "et leurs voisins venus des îles. The evening at the port was a fine one, and the fishermen "
                           "said that they had not had such a season for years with their families and friends."),
            "en");
}

}  // namespace
}  // namespace wirefold
