// NextOf: where a text has one of a few strings, from left to right. Each string is sought by itself, so that what lies
// between is passed over many bytes at once. Time is linear in the text.
//
//   NextOf ends("a\r\nb", {"\n", "\r"});
//   ends.From(0)  // 1
//   ends.From(3)  // 4, the text's end: there is none
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

namespace wirefold {

template <size_t N>
class NextOf {
 public:
  NextOf(std::string_view text, const std::string_view (&sought)[N]) : text_(text) {
    for (size_t i = 0; i < N; ++i) next_[i] = {sought[i], PlaceOf(sought[i], 0)};
  }

  // The first place from `at` on, or the text's end. `at` goes on from call to call.
  size_t From(size_t at) {
    size_t first = text_.size();
    for (Next& next : next_) {
      if (next.place < at) next.place = PlaceOf(next.sought, at);
      first = std::min(first, next.place);
    }
    return first;
  }

 private:
  struct Next {
    std::string_view sought;
    size_t place = 0;
  };

  size_t PlaceOf(std::string_view sought, size_t at) const { return std::min(text_.find(sought, at), text_.size()); }

  std::string_view text_;
  std::array<Next, N> next_;
};

}  // namespace wirefold
