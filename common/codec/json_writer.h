// proto3 JSON of a message, in field order, without white space: what protobuf's own printer gives, several times as
// fast (it is most of `fold`'s time otherwise). No maps, Any or well-known types: our records have none.
//
//   AppendJson(article, out);                       // of a message
//   static const WireJson& wire = *new WireJson(*v1::EnrichedArticle::descriptor());
//   if (!wire.Append(bytes, out)) Parse(bytes) …    // of its bytes
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "common/codec/wire_reader.h"

namespace google::protobuf {
class Descriptor;
class Message;
}  // namespace google::protobuf

namespace wirefold {

void AppendJson(const google::protobuf::Message& message, std::string& out);

// The same JSON straight from the bytes, without the message in between. One pass is enough because our messages declare
// their fields by ascending number, so that the order of the bytes is the order of the JSON. `fold` spends most of its
// time here otherwise.
//
// Only for types whose fields are declared by ascending number, that do not contain themselves, without oneofs, maps,
// groups, bytes, fixed-width and zigzag numbers: all checked when constructed. Immutable.
class WireJson {
 public:
  explicit WireJson(const google::protobuf::Descriptor& type);
  ~WireJson();

  // False, and `out` as before: the bytes are no such message, or not as a serialiser writes it (a field out of order,
  // written twice, unknown, or there without need). Such bytes can still be parsed: what they say is AppendJson's to
  // tell.
  bool Append(std::string_view bytes, std::string& out) const;

 private:
  struct Field;
  bool AppendMessage(WireReader in, std::string& out) const;
  static bool AppendValue(const Field& field, WireReader& in, std::string& out);
  static bool AppendScalar(const Field& field, WireReader& in, std::string& out);

  std::vector<Field> fields_;  // by ascending number
};

}  // namespace wirefold
