#include "common/news/language_tag.h"

#include <gtest/gtest.h>

#include <string>

namespace wirefold {
namespace {

TEST(LanguageTag, ATagNamesALanguage) {
  for (const char* tag : {"en", "EN", "pt-BR", "zh-Hant-TW", "es-419", "de-1996", "sl-rozaj-biske", "zh-yue-HK", "ast",
                          "gsw", "en-u-ca-gregory", "en-x-a", "de-CH-1901", "sr-Latn"}) {
    EXPECT_TRUE(IsLanguageTag(tag)) << tag;
  }
}

TEST(LanguageTag, UnknownSeveralOrPrivateIsNone) {
  for (const char* tag :
       {"und", "UND", "und-US", "mul", "zxx", "mis", "qaa", "qtz", "xx", "zz", "x-klingon", "i-default"}) {
    EXPECT_FALSE(IsLanguageTag(tag)) << tag;
  }
}

TEST(LanguageTag, WhatHasAnotherFormIsNone) {
  for (const char* tag :
       {"",        "e",        "en-",          "-en",  "en--US", "en_US", "en US",     "en-US ",
        "english", "English",  "unknown",      "none", "en, de", "en;de", "*",         "n/a",
        "en-a",    "en-US-GB", "en-abcdefghi", "en-u", "12",     "e1",    "\xC3\xA9n", "en-\xC3\xA9"}) {
    EXPECT_FALSE(IsLanguageTag(tag)) << tag;
  }
  EXPECT_FALSE(IsLanguageTag("en" + std::string(1000, '-')));
}

}  // namespace
}  // namespace wirefold
