// The text of a field as a reader sees it: markup, character references and repairable mojibake are gone.
#pragma once

#include <string>
#include <string_view>

namespace wirefold {

// Whether a text stands for nothing: blank, or "None", as Python prints it.
bool StandsForNothing(std::string_view text);

// Whether a text is what programs print for nothing: "null", "undefined", "[object Object]", "{}", "-". Of a body: one
// that has words elsewhere is better.
bool IsPrintedNothing(std::string_view text);

// Whether a text in place of a body says that the body is for payers: "ONLY AVAILABLE IN PAID PLANS".
bool IsOffer(std::string_view text);

// Of a body: paragraphs of HTML are separated by empty lines. A text without markup stays as it is.
std::string ReadableText(std::string text);

// Of a headline, a name, a summary: one line.
std::string ReadableLine(std::string text);

std::string Trimmed(std::string_view text);

}  // namespace wirefold
