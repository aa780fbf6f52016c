// WireWriter: protobuf's wire format, field by field into a string. For encoders of many small messages, where building
// the messages costs several times what their bytes do. As in proto3, a field with its default is not written.
//
//   WireWriter out(bytes);
//   out.Text(v1::Quote::kSpeakerFieldNumber, "A. Strand");
//   out.Message(v1::Quote::kSpanFieldNumber, [&] { out.Number(v1::Span::kEndFieldNumber, 12); });
//
// The caller writes fields by ascending number, as a serialiser does, and valid UTF-8: nothing is checked here.
#pragma once

#include <bit>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace wirefold {

class WireWriter {
 public:
  explicit WireWriter(std::string& out) : out_(out) {}

  void Text(int field, std::string_view text) {
    if (!text.empty()) Element(field, text);
  }
  // A list of strings or of views of them.
  template <typename List>
  void Texts(int field, const List& texts) {
    for (const std::string_view text : texts) Element(field, text);
  }

  // uint, enum, bool; int64 and int32 by their sign-extended 64 bits.
  void Number(int field, uint64_t number) {
    if (number != 0) Present(field, number);
  }
  // A number whose presence is told apart from its default.
  void Present(int field, uint64_t number) {
    Varint(Tag(field, 0));
    Varint(number);
  }

  void Real(int field, double real) { Fixed(Tag(field, 1), std::bit_cast<uint64_t>(real)); }
  void Real(int field, float real) { Fixed(Tag(field, 5), std::bit_cast<uint32_t>(real)); }

  // What `fill` writes is the message; also the numbers of a packed list.
  template <typename Fill>
  void Message(int field, Fill fill) {
    Varint(Tag(field, 2));
    const size_t at = out_.size();
    out_ += '\0';  // its length: one byte for nearly all
    fill();
    const size_t size = out_.size() - at - 1;
    if (size < 0x80) {
      out_[at] = static_cast<char>(size);
    } else {
      std::string length;
      WireWriter(length).Varint(size);
      out_.replace(at, 1, length);
    }
  }

  void Varint(uint64_t number) {
    for (; number >= 0x80; number >>= 7) out_ += static_cast<char>(number | 0x80);
    out_ += static_cast<char>(number);
  }

 private:
  static uint64_t Tag(int field, uint64_t wire_type) { return static_cast<uint64_t>(field) << 3 | wire_type; }

  void Element(int field, std::string_view text) {
    Varint(Tag(field, 2));
    Varint(text.size());
    out_ += text;
  }

  template <typename Bits>
  void Fixed(uint64_t tag, Bits bits) {
    if (bits == 0) return;
    Varint(tag);
    for (size_t i = 0; i < sizeof(bits); ++i) out_ += static_cast<char>(bits >> (8 * i));  // little-endian
  }

  std::string& out_;
};

}  // namespace wirefold
