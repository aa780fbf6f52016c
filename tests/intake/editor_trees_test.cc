// Texts as editors keep them in JSON, and bodies that say nothing.
#include "common/intake/editor_trees.h"

#include <gtest/gtest.h>

#include "common/intake/decode.h"

namespace wirefold {
namespace {

std::string BodyOf(std::string_view json) {
  const std::variant<Article, DeadLetter> outcome = Decode(json, InputFormat::kDetect);
  const auto* const article = std::get_if<Article>(&outcome);
  return article == nullptr ? std::get<DeadLetter>(outcome).message : article->body;
}

struct Case {
  const char* name;
  const char* json;
};

void PrintTo(const Case& one, std::ostream* out) { *out << one.name; }

class EditorTree : public testing::TestWithParam<Case> {};

TEST_P(EditorTree, IsItsParagraphs) { EXPECT_EQ(BodyOf(GetParam().json), "One word.\n\nTwo."); }

INSTANTIATE_TEST_SUITE_P(
    Of, EditorTree,
    testing::Values(
        Case{"ProseMirror", R"({"title":"T","body":{"type":"doc","content":[
             {"type":"paragraph","content":[{"type":"text","text":"One "},{"type":"text","text":"word","marks":[]},
             {"type":"text","text":"."}]},{"type":"paragraph","content":[{"type":"text","text":"Two."}]}]}})"},
        Case{"Lexical", R"({"title":"T","content":{"root":{"type":"root","children":[
             {"type":"paragraph","children":[{"type":"text","text":"One"},{"type":"text","text":" "},
             {"type":"link","children":[{"type":"text","text":"word"}]},{"type":"text","text":"."}]},
             {"type":"paragraph","children":[{"type":"text","text":"Two."}]}]}}})"},
        Case{"Slate", R"({"title":"T","body":[{"type":"paragraph","children":[{"text":"One "},
             {"text":"word.","bold":true}]},{"type":"paragraph","children":[{"text":"Two."}]}]})"},
        Case{"Sanity", R"({"title":"T","body":[{"_type":"block","children":[{"_type":"span","text":"One "},
             {"_type":"span","text":"word."}]},{"_type":"block","children":[{"_type":"span","text":"Two."}]}]})"},
        Case{"Contentful", R"({"sys":{"id":"x"},"fields":{"title":"T","body":{"nodeType":"document","content":[
             {"nodeType":"paragraph","content":[{"nodeType":"text","value":"One "},{"nodeType":"text","value":"word."}]},
             {"nodeType":"paragraph","content":[{"nodeType":"text","value":"Two."}]}]}}})"},
        Case{"ContentfulByLanguage",
             R"({"sys":{"id":"x"},"fields":{"title":{"en-US":"T"},"body":{"en-US":"One word.\n\nTwo."}}})"},
        Case{"Quill", R"({"title":"T","body":{"ops":[{"insert":"One "},{"insert":"word","attributes":{"bold":true}},
             {"insert":".\n\nTwo."}]}})"},
        Case{"LiveBlog", R"({"@type":"LiveBlogPosting","headline":"T","liveBlogUpdate":[
             {"@type":"BlogPosting","headline":"U","articleBody":"One word."},
             {"@type":"BlogPosting","headline":"V","articleBody":"Two."}]})"},
        Case{"Objects", R"({"request":{"api":"article"},"objects":[{"title":"T","text":"One word.\n\nTwo."}]})"}),
    [](const testing::TestParamInfo<Case>& one) { return one.param.name; });

TEST(PrintedNothing, GivesWayToABodyWithWords) {
  for (const char* nothing : {"null", "NULL", "undefined", "NaN", "N/A", "nil", "false", "true", "0", "-", "...", "[]",
                              "{}", "[object Object]", "[Removed]", "<!-- none -->"}) {
    EXPECT_EQ(BodyOf(std::string(R"({"title":"T","body":")") + nothing + R"(","text":"One word."})"), "One word.")
        << nothing;
    EXPECT_EQ(BodyOf(std::string(R"({"title":"T","body":")") + nothing + R"("})"), nothing);
  }
  EXPECT_EQ(BodyOf(R"({"title":"T","body":"Null and void.","text":"One word."})"), "Null and void.");
}

TEST(SpeltLineEnds, EndLines) {
  EXPECT_EQ(BodyOf(R"({"title":"T","body":"One word.\\n\\nTwo."})"), "One word.\n\nTwo.");
  EXPECT_EQ(BodyOf(R"({"title":"T","body":"One word._x000D_\n_x000D_\nTwo."})"), "One word.\r\n\r\nTwo.");
  EXPECT_EQ(BodyOf(R"({"title":"T","body":"It lay in C:\\new."})"), "It lay in C:\\new.");
}

}  // namespace
}  // namespace wirefold
