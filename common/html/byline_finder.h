// BylineFinder: who an article is by, as elements say that are marked so: rel=author, itemprop=author, a class with
// "author" or "byline" in it, a link to an author's page. Told of a tree's elements in order. For common/html.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "common/html/dom.h"

namespace wirefold {

// Whether an element is a footer by its tag alone, and tells who wrote what stands below it (Drupal).
bool IsBylineFooter(const DomElement& element);

// Whether microdata or RDFa say that an element is an author.
bool IsMarkedAuthor(const DomElement& element);

// Whether a line that stands out has the form of names alone: "Ada Quist", "ADA QUIST/Tom Lund".
bool IsSignature(std::string_view text);

// Of lines, those that a label says are bylines: "By Ada Quist", "Autor: Ada Quist", without a label that ends in a
// colon.
std::vector<std::string> LabelledNames(const std::vector<std::string>& lines);

class BylineFinder {
 public:
  void Enter(const DomElement& element);
  void Leave();
  void Text(std::string_view text);
  void PassHeadline();
  // What comes next stands right below the headline.
  bool IsBelowHeadline() const { return IsNear(bytes_); }

  // Of the surest marks that there are, those that stand together first; behind the headline, when any does.
  std::vector<std::string> Take();

 private:
  enum Mark { kNone, kNear, kLink, kClass, kItemprop, kRel };
  Mark MarkOf(const DomElement& element) const;
  bool IsNear(size_t at) const;
  void Note(Mark mark, std::string_view text);

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
