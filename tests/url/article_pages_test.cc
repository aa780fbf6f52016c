#include "common/url/article_pages.h"

#include <gtest/gtest.h>

#include "common/url/canonical_url.h"

namespace wirefold {
namespace {

PageAddress Read(std::string_view url) { return ReadPageAddress(Canonicalise(url).text, url); }

constexpr const char* kArticle = "https://harbour.example/a/long-read";

TEST(ArticlePages, TheArticlesOwnAddressIsNotMarked) {
  for (const char* url : {"https://harbour.example/a/long-read", "https://www.harbour.example/a/long-read/",
                          "http://m.harbour.example/a/long-read?utm_source=x#comments",
                          "https://harbour.example/a/long-read/index.html"}) {
    EXPECT_EQ(Read(url), (PageAddress{kArticle, false})) << url;
  }
}

TEST(ArticlePages, PagesOfOneAddressAndThePageWithAllOfItHaveTheArticlesAddress) {
  for (const char* rest :
       {"?page=2", "?page=1", "?Page=12", "?p=2", "?pg=3", "?pag=2", "?pn=4", "?pagenum=2", "?page_no=2", "?paged=2",
        "?seite=2", "?pagina=2", "?p%C3%A1gina=2", "?strana=2", "?strona=2", "?sida=2", "?side=2", "?sivu=2",
        "?oldal=2", "?sayfa=2", "?trang=2", "?halaman=2", "?stranica=2",
        "?%D1%81%D1%82%D1%80%D0%B0%D0%BD%D0%B8%D1%86%D0%B0=2", "?utm_source=x&page=2", "?page=2&ref=rss", "?page=0,1",
        // All of it.
        "?page=all", "?pagewanted=all", "?seite=komplettansicht", "?view=all", "?view=full", "?show=all",
        "?display=full", "?format=print", "?showall=1", "?showall=true", "?full=true", "?full", "?all=1", "?single=1",
        "?singlepage=1", "?singlePage=true", "?onepage=1", "?viewall=1", "?print=1", "?print=true", "?printable=1",
        "?view=print",
        // Paths.
        "/2", "/page/2", "/page/2/", "/page2", "/page-2", "/p2", "/seite/2", "/seite-2", "/pagina/2", "/strana/2",
        "/sida-2", "/all", "/full", "/print", "/single-page", "/singlepage", "/komplettansicht", "/index2.html",
        "/index_3.html", "-page-2", "-page2", "_page_2", ",page-2", "-seite-2", ",2", "/page/2?utm_source=x"}) {
    const std::string url = std::string(kArticle) + rest;
    EXPECT_EQ(Read(url), (PageAddress{kArticle, true})) << url;
  }
}

TEST(ArticlePages, WhatElseTheAddressSaysStays) {
  const std::pair<const char*, PageAddress> cases[] = {
      {"https://harbour.example/a/long-read-page-2.html", {"https://harbour.example/a/long-read.html", true}},
      {"https://harbour.example/a/long-read.html?page=2", {"https://harbour.example/a/long-read.html", true}},
      {"https://harbour.example/index.php?id=77&showall=1", {"https://harbour.example/?id=77", true}},
      {"https://harbour.example/article.php?id=77&page=2", {"https://harbour.example/article.php?id=77", true}},
      {"https://harbour.example/a/orchard?lang=de&page=2", {"https://harbour.example/a/orchard?lang=de", true}},
      {"https://harbour.example/news/7712345?page=2", {"https://harbour.example/news/7712345", true}},
  };
  for (const auto& [url, page] : cases) EXPECT_EQ(Read(url), page) << url;
  EXPECT_EQ(Read("https://harbour.example/a/print/long-read"), (PageAddress{kArticle, true}));
  EXPECT_FALSE(Read("https://harbour.example/print/harbour").marked);  // a section
}

TEST(ArticlePages, ANumberThatMayBeSomethingElseIsNoMark) {
  for (const char* rest : {"?id=2",        "?year=2024", "?page=2024", "?page=about", "?page=", "?start=2",
                           "?view=mobile", "?view=2",    "?single=42", "?p=1234",     "-2",     "-2.html",
                           "_2",           "-part-2",    "/2026",      "/27",         "/12",    "/02",
                           "/0",           "/part2",     "/comments",  ",2026",       "/page",  "?q=page=2"}) {
    const PageAddress page = Read(std::string(kArticle) + rest);
    EXPECT_FALSE(page.marked) << rest << " " << page.article;
  }
  for (const char* url : {"https://harbour.example/article.php?p=12", "https://harbour.example/2026/11/2",
                          "https://harbour.example/77/2", "https://harbour.example/orchard/2"}) {
    EXPECT_FALSE(Read(url).marked) << url;
  }
}

TEST(ArticlePages, ListsOfArticlesHavePagesOfTheirOwn) {
  for (const char* url :
       {"https://harbour.example/", "https://harbour.example/?page=2", "https://harbour.example/page/2",
        "https://harbour.example/?p=12", "https://harbour.example/index.php?page=2",
        "https://harbour.example/sport?page=2", "https://harbour.example/latest-world-news?page=2",
        "https://harbour.example/news/world/page/3", "https://harbour.example/tag/ferries?page=2",
        "https://harbour.example/category/harbour-life/page/2", "https://harbour.example/author/a-strand/page/2",
        "https://harbour.example/search?q=ferry&page=2", "https://harbour.example/2026/11/27?page=2",
        "https://harbour.example/20261127?page=2", "https://harbour.example/2026?page=2",
        "https://harbour.example/sport/all", "https://harbour.example/list.php?page=2", "no address", ""}) {
    EXPECT_EQ(Read(url), PageAddress{}) << url;
  }
}

TEST(ArticlePages, TheMarkOfAPageIsNoPartOfTheHeadline) {
  for (const char* headline :
       {"Long read", "Long read (2/3)", "Long read [2/3]", "Long read (page 2)", "Long read (Page 2 of 3)",
        "Long read - Page 2", "Long read – Seite 2", "Long read | Page 2", "Long read, page 2",
        "Long read: page 2 of 3", "Long read - 2/3", "Long read – 2 of 3", "Long read page 2 of 3",
        "Long read (Seite 2 von 3)", "Long read - Página 2 de 3", "Long read — страница 2 из 3", "Page 2 - Long read",
        "Page 2: Long read", "(2/3) Long read"}) {
    EXPECT_EQ(WithoutPageMark(headline), "Long read") << headline;
  }
  EXPECT_EQ(WithoutPageMark("Long read - Page 2 | Harbour Post"), "Long read | Harbour Post");
}

TEST(ArticlePages, OtherNumbersOfAHeadlineStay) {
  for (const char* headline :
       {"Ferry 2", "Two thirds", "Part 2: the harbour", "Harbour beat Valley 2-1", "Harbour beat Valley 3 – 2",
        "A tie, 2", "Page 2", "2/3", "Front page 2026", "Turn to page 2 now", "Won 2 of 3 games", "Budget 2026/27",
        "Harbour - 2026", "24/7", ""}) {
    EXPECT_EQ(WithoutPageMark(headline), headline);
  }
}

}  // namespace
}  // namespace wirefold
