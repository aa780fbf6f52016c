// Pages on one thread: page → article, and its parts: the reduction, the tree, the blocks. Baselines: hashing the same
// bytes once with XXH3 (the least that any reader must do), and the parser alone on whole pages.
//
//   build/release/pages_bench                        pages made here, of 240 KB
//   WIREFOLD_PAGES=FOLDER build/release/pages_bench  its *.html files, in the charset they have
#include <benchmark/benchmark.h>
#include <lexbor/html/html.h>
#include <xxhash.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <vector>

#include "common/html/blocks.h"
#include "common/html/page.h"
#include "common/intake/decode.h"
#include "common/text/charset.h"
#include "tests/bench/texts.h"

namespace wirefold {
namespace {

std::string Repeated(size_t bytes, std::string_view text) {
  std::string all;
  while (all.size() < bytes) all += text;
  return all;
}

// As news pages are: a third scripts, a quarter styles, a third tags, and some 6 KB of text.
std::string MadePage(uint64_t seed) {
  std::string page =
      "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Ferry | Harbour Post</title>"
      "<meta property=\"og:title\" content=\"Ferry\"><style>" +
      Repeated(60'000, ".card:hover>a{color:#123;margin:0 auto}\n") + "</style><script>" +
      Repeated(40'000, "(function(d,i){if(i<d.length&&window['t'])return d[i]})(q,0);\n") +
      "</script><script "
      "type=\"application/ld+json\">{\"@type\":\"NewsArticle\",\"headline\":\"Ferry\"}</script></head><body>" +
      Repeated(60'000,
               "<li class=\"menu__item menu__item--level-2\" data-tracking=\"nav:click\"><a class=\"menu__link\" "
               "href=\"https://post.example/section/page\" data-id=\"1718\" "
               "target=\"_self\"><span>Section</span></a></li>\n") +
      "<main><article class=\"story\"><h1>Ferry</h1>";
  std::istringstream text(BenchText(seed, 900));
  for (std::string paragraph; std::getline(text, paragraph);) {
    if (!paragraph.empty()) page += "<p class=\"story__text\">" + paragraph + " <a href=\"/x\">more</a></p>\n";
  }
  return page + "</article></main>" +
         Repeated(
             30'000,
             "<div class=\"teaser teaser--small\"><a href=\"/y\"><img src=\"/i.jpg\" alt=\"\" srcset=\"/a 1x, /b 2x\">"
             "<h3>Another headline</h3></a></div>\n") +
         "<script>" + Repeated(40'000, "window.dataLayer.push({event:'view',id:\"17\"});\n") +
         "</script></body></html>";
}

const std::vector<std::string>& Pages() {
  static const std::vector<std::string>& pages = *[] {
    auto* all = new std::vector<std::string>;
    if (const char* folder = std::getenv("WIREFOLD_PAGES")) {
      for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        if (entry.path().extension() != ".html") continue;
        std::ostringstream bytes;
        bytes << std::ifstream(entry.path(), std::ios::binary).rdbuf();
        all->push_back(std::move(bytes).str());
      }
    }
    for (uint64_t seed = 1; all->empty() || (std::getenv("WIREFOLD_PAGES") == nullptr && seed < 100); ++seed) {
      all->push_back(MadePage(seed));
    }
    return all;
  }();
  return pages;
}

// Each iteration is all pages once.
template <typename Step>
void Run(benchmark::State& state, const Step& step) {
  size_t bytes = 0;
  for (const std::string& page : Pages()) bytes += page.size();
  for (auto _ : state) {
    for (const std::string& page : Pages()) step(page);
  }
  state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(Pages().size()));
  state.SetBytesProcessed(state.iterations() * static_cast<int64_t>(bytes));
}

void BM_BaselineHashBytes(benchmark::State& state) {
  Run(state, [](const std::string& page) { benchmark::DoNotOptimize(XXH3_64bits(page.data(), page.size())); });
}

void BM_BaselineParserAlone(benchmark::State& state) {
  Run(state, [](const std::string& page) {
    lxb_html_document_t* document = lxb_html_document_create();
    lxb_html_document_parse(document, reinterpret_cast<const lxb_char_t*>(page.data()), page.size());
    lxb_html_document_destroy(document);
  });
}

void BM_PageToUtf8(benchmark::State& state) {
  Run(state, [](const std::string& page) { benchmark::DoNotOptimize(ToUtf8(page, DeclaredCharset(page))); });
}

void BM_PageToBlocks(benchmark::State& state) {
  Run(state, [](const std::string& page) { benchmark::DoNotOptimize(BlocksOfHtml(page)); });
}

void BM_PageToParts(benchmark::State& state) {
  Run(state, [](const std::string& page) { benchmark::DoNotOptimize(ReadHtmlPage(page)); });
}

void BM_PageToArticle(benchmark::State& state) {
  Run(state, [](const std::string& page) { benchmark::DoNotOptimize(Decode(page, InputFormat::kHtml)); });
}

BENCHMARK(BM_BaselineHashBytes)->Unit(benchmark::kMillisecond);
BENCHMARK(BM_BaselineParserAlone)->Unit(benchmark::kMillisecond);
BENCHMARK(BM_PageToUtf8)->Unit(benchmark::kMillisecond);
BENCHMARK(BM_PageToBlocks)->Unit(benchmark::kMillisecond);
BENCHMARK(BM_PageToParts)->Unit(benchmark::kMillisecond);
BENCHMARK(BM_PageToArticle)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace wirefold

BENCHMARK_MAIN();
