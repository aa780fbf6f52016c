// ToUtf8: bytes in whatever charset → UTF-8. Declared charsets are tried, others are guessed (uchardet) and converted
// by ICU.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace wirefold {

// `declared` is a name as pages write it ("ISO-8859-1"), or empty. In this order: a byte order mark; UTF-16 by its zero
// bytes; UTF-8, also with a few ill-formed places, which become U+FFFD; the declared charset, when it leaves nothing
// undefined; what the bytes look like. Names mean what browsers mean by them: ISO-8859-1 is windows-1252, gb2312 is
// GB18030. NUL and byte order marks go. nullopt: the bytes are no text.
std::optional<std::string> ToUtf8(std::string_view bytes, std::string_view declared);

// The charset that an HTML or XML text declares in its first 2,048 bytes; empty: none.
std::string_view DeclaredCharset(std::string_view markup);

}  // namespace wirefold
