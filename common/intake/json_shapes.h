// The JSON shapes that producers send, one table each: what tells a shape, and where each field of an article is.
//
// A path is member names with '/' between them: "thread/site". A list on the way stands for its elements;
// "headlines[role=main]/value" is of its first element whose `role` is "main". Of the paths of one field the first that
// leads to a text counts. What a shape's table does not lead to is looked for by the aliases (kAliases), which are the
// generic shape.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace wirefold {

enum class Field : uint8_t {
  kUri,
  kArticleVersion,
  kUrl,
  kHeadline,
  kSummary,
  kBody,
  kBy,
  kPublished,
  kModified,
  kLanguage,
  kPublisher,
  kCreditLine,
  kCopyrightHolder,
  kKeywords,
  kStatus,
  kAccess
};
inline constexpr size_t kFields = 16;

// What a text must be to count.
enum class Only : uint8_t {
  kAny,
  kWebAddress,   // http or https
  kArticlePage,  // a web address with a path: not a site's front page
  kUtc,          // a time without a zone, which is UTC
};

// Where a user says that a field of his records is: a JSON Pointer (RFC 6901) from the top of the JSON text.
struct FieldPointer {
  Field field;
  std::string pointer;
  bool operator==(const FieldPointer&) const = default;
};

struct Mapping {
  Field field;
  std::string_view path;
  Only only = Only::kAny;
};

struct JsonShape {
  std::string_view name;
  std::span<const std::string_view> marks;  // paths: one that leads to anything but null tells the shape
  std::span<const Mapping> mappings;
};

// The earlier shape that is told counts.
std::span<const JsonShape> JsonShapes();

// Member names of the generic shape, by rank: within one field the earlier wins, whatever the order in the input.
std::span<const Mapping> Aliases();

struct RankedAlias {
  const Mapping* mapping;
  size_t rank;
};

// The aliases of that name.
std::span<const RankedAlias> AliasesOf(std::string_view key);

// Members that wrap an article: what is in them is looked at when the object itself has no body.
std::span<const std::string_view> Wrappers();

}  // namespace wirefold
