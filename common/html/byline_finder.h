// BylineFinder: who an article is by, as elements say that are marked so: rel=author, itemprop=author, a class with
// "author" or "byline" in it. Told of a tree's elements in order. For common/html.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "common/html/dom.h"

namespace wirefold {

class BylineFinder {
 public:
  void Enter(const DomElement& element);
  void Leave();
  void Text(std::string_view text);
  void PassHeadline();

  // Of the surest marks that there are, those that stand together first; behind the headline, when any does.
  std::vector<std::string> Take();

 private:
  enum Mark { kNone, kClass, kItemprop, kRel };
  static Mark MarkOf(const DomElement& element);

  struct Open {
    size_t depth;
    Mark mark;
    size_t begin;  // of its text in text_
    bool holds_found;
  };
  struct Found {
    Mark mark;
    size_t at;  // bytes of the page's text before it
    std::string text;
  };

  size_t depth_ = 0;
  size_t skipped_depth_ = 0;  // of the footer or menu at hand; none: 0
  size_t bytes_ = 0;          // of the page's text so far
  size_t headline_ = 0;       // where it ended
  std::vector<Open> open_;
  std::string text_;  // within the open ones
  std::vector<Found> found_;
};

}  // namespace wirefold
