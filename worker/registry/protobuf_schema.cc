#include "worker/registry/protobuf_schema.h"

#include <google/protobuf/compiler/parser.h>
#include <google/protobuf/descriptor.pb.h>
#include <google/protobuf/io/tokenizer.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/stubs/logging.h>

#include <map>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace wirefold {
namespace {

using google::protobuf::DescriptorProto;
using google::protobuf::FieldDescriptorProto;
using google::protobuf::FileDescriptorProto;

class FirstError : public google::protobuf::io::ErrorCollector {
 public:
  void AddError(int line, google::protobuf::io::ColumnNumber column, const std::string& message) override {
    if (text_.empty()) text_ = absl::StrFormat("line %d, column %d: %s", line + 1, column + 1, message);
  }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

// Types of one group are encoded alike: a value of the one is read as the other.
int EncodingOf(FieldDescriptorProto::Type type) {
  switch (type) {
    case FieldDescriptorProto::TYPE_INT32:
    case FieldDescriptorProto::TYPE_INT64:
    case FieldDescriptorProto::TYPE_UINT32:
    case FieldDescriptorProto::TYPE_UINT64:
    case FieldDescriptorProto::TYPE_BOOL:
    case FieldDescriptorProto::TYPE_ENUM:
      return FieldDescriptorProto::TYPE_INT64;
    case FieldDescriptorProto::TYPE_SINT32:
    case FieldDescriptorProto::TYPE_SINT64:
      return FieldDescriptorProto::TYPE_SINT64;
    case FieldDescriptorProto::TYPE_FIXED32:
    case FieldDescriptorProto::TYPE_SFIXED32:
      return FieldDescriptorProto::TYPE_FIXED32;
    case FieldDescriptorProto::TYPE_FIXED64:
    case FieldDescriptorProto::TYPE_SFIXED64:
      return FieldDescriptorProto::TYPE_FIXED64;
    default:
      return type;
  }
}

// The type's name as both spellings of a schema have it: the text alone does not tell a message from an enum, nor its
// package.
std::string_view LastName(std::string_view type_name) { return type_name.substr(type_name.rfind('.') + 1); }

bool SameType(const FieldDescriptorProto& a, const FieldDescriptorProto& b) {
  const bool named_alone = (!a.has_type() && !a.type_name().empty()) || (!b.has_type() && !b.type_name().empty());
  if (named_alone ||
      (a.type() == FieldDescriptorProto::TYPE_MESSAGE && b.type() == FieldDescriptorProto::TYPE_MESSAGE)) {
    return LastName(a.type_name()) == LastName(b.type_name());
  }
  return EncodingOf(a.type()) == EncodingOf(b.type());
}

using Messages = std::map<std::string, const DescriptorProto*>;

void Collect(const std::string& scope, const google::protobuf::RepeatedPtrField<DescriptorProto>& messages,
             Messages& out) {
  for (const DescriptorProto& message : messages) {
    const std::string name = scope.empty() ? message.name() : absl::StrCat(scope, ".", message.name());
    out[name] = &message;
    Collect(name, message.nested_type(), out);
  }
}

Messages MessagesOf(const FileDescriptorProto& file) {
  Messages messages;
  Collect(file.package(), file.message_type(), messages);
  return messages;
}

}  // namespace

absl::StatusOr<FileDescriptorProto> ParseProtobufSchema(const std::string& schema) {
  FileDescriptorProto file;
  std::string bytes;
  if (absl::Base64Unescape(schema, &bytes) && file.ParseFromString(bytes) && !file.message_type().empty()) return file;
  file.Clear();
  google::protobuf::io::ArrayInputStream in(schema.data(), static_cast<int>(schema.size()));
  FirstError error;
  google::protobuf::io::Tokenizer tokenizer(&in, &error);
  google::protobuf::compiler::Parser parser;
  parser.RecordErrorsTo(&error);
  const google::protobuf::LogSilencer silencer;  // it warns of a file without a syntax line, which is proto2
  if (!parser.Parse(&tokenizer, &file) || !error.text().empty()) {
    return absl::InvalidArgumentError(absl::StrCat("no protobuf schema: ", error.text()));
  }
  if (file.message_type().empty()) return absl::InvalidArgumentError("no protobuf schema: it has no message");
  return file;
}

std::vector<std::string> ProtobufConflicts(const FileDescriptorProto& earlier, const FileDescriptorProto& later) {
  std::vector<std::string> conflicts;
  const Messages now = MessagesOf(later);
  for (const auto& [name, message] : MessagesOf(earlier)) {
    const auto found = now.find(name);
    if (found == now.end()) {
      conflicts.push_back(absl::StrCat("message ", name, " is gone"));
      continue;
    }
    std::map<int, const FieldDescriptorProto*> fields;
    for (const FieldDescriptorProto& field : found->second->field()) fields[field.number()] = &field;
    for (const FieldDescriptorProto& was : message->field()) {
      const auto is = fields.find(was.number());
      if (is == fields.end()) continue;
      const std::string place = absl::StrFormat("%s.%s (field %d)", name, was.name(), was.number());
      if (!SameType(was, *is->second)) conflicts.push_back(place + " changed its type");
      const bool repeated = was.label() == FieldDescriptorProto::LABEL_REPEATED;
      if (repeated != (is->second->label() == FieldDescriptorProto::LABEL_REPEATED)) {
        conflicts.push_back(place + (repeated ? " is repeated no more" : " became repeated"));
      }
    }
  }
  return conflicts;
}

}  // namespace wirefold
