// What a producer's text says of a language.
#pragma once

#include <string>
#include <string_view>

namespace wirefold {

// A well-formed BCP 47 tag (RFC 5646, 2.1) that begins with a language of ISO 639: "en", "pt-BR", "zh-Hant-TW". Not:
// what means that the language is unknown or that there are several ("und", "mul", "zxx", "mis"), private use ("qaa",
// "x-y"), and what has the form of no tag ("en_US", "en-", "english").
bool IsLanguageTag(std::string_view tag);

// A language's English name or code of ISO 639-2 or -3 as its shortest tag: "english", "eng" → "en", "Portuguese" →
// "pt". What is neither stays as it is, white space around it off.
std::string LanguageTagOf(std::string_view text);

}  // namespace wirefold
