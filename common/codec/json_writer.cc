#include "common/codec/json_writer.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/wire_format.h>
#include <simdjson.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include "common/base/check.h"
#include "common/base/json_string.h"

namespace wirefold {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

template <typename Number>
void AppendNumber(Number number, std::string& out) {
  char digits[32];
  const auto [end, error] = std::to_chars(digits, digits + sizeof(digits), number);
  WF_CHECK(error == std::errc());
  out.append(digits, end);
}

// 64-bit numbers are strings in proto3 JSON.
template <typename Number>
void AppendQuoted(Number number, std::string& out) {
  out += '"';
  AppendNumber(number, out);
  out += '"';
}

template <typename Real>
void AppendReal(Real real, std::string& out) {
  if (std::isfinite(real)) {
    AppendNumber(real, out);
  } else {
    out += std::isnan(real) ? "\"NaN\"" : real > 0 ? "\"Infinity\"" : "\"-Infinity\"";
  }
}

// One value: of a single field when `index` is -1, else of a repeated one.
void AppendValue(const Message& message, const Reflection& reflection, const FieldDescriptor& field, int index,
                 std::string& out) {
  const bool one = index < 0;
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING: {
      std::string scratch;
      AppendJsonString(one ? reflection.GetStringReference(message, &field, &scratch)
                           : reflection.GetRepeatedStringReference(message, &field, index, &scratch),
                       out);
      break;
    }
    case FieldDescriptor::CPPTYPE_MESSAGE:
      AppendJson(one ? reflection.GetMessage(message, &field) : reflection.GetRepeatedMessage(message, &field, index),
                 out);
      break;
    case FieldDescriptor::CPPTYPE_ENUM: {
      const int number =
          one ? reflection.GetEnumValue(message, &field) : reflection.GetRepeatedEnumValue(message, &field, index);
      if (const auto* value = field.enum_type()->FindValueByNumber(number)) {
        AppendJsonString(value->name(), out);
      } else {
        AppendNumber(number, out);
      }
      break;
    }
    case FieldDescriptor::CPPTYPE_UINT32:
      AppendNumber(one ? reflection.GetUInt32(message, &field) : reflection.GetRepeatedUInt32(message, &field, index),
                   out);
      break;
    case FieldDescriptor::CPPTYPE_INT32:
      AppendNumber(one ? reflection.GetInt32(message, &field) : reflection.GetRepeatedInt32(message, &field, index),
                   out);
      break;
    case FieldDescriptor::CPPTYPE_UINT64:
      AppendQuoted(one ? reflection.GetUInt64(message, &field) : reflection.GetRepeatedUInt64(message, &field, index),
                   out);
      break;
    case FieldDescriptor::CPPTYPE_INT64:
      AppendQuoted(one ? reflection.GetInt64(message, &field) : reflection.GetRepeatedInt64(message, &field, index),
                   out);
      break;
    case FieldDescriptor::CPPTYPE_DOUBLE:
      AppendReal(one ? reflection.GetDouble(message, &field) : reflection.GetRepeatedDouble(message, &field, index),
                 out);
      break;
    case FieldDescriptor::CPPTYPE_FLOAT:
      AppendReal(one ? reflection.GetFloat(message, &field) : reflection.GetRepeatedFloat(message, &field, index), out);
      break;
    case FieldDescriptor::CPPTYPE_BOOL: {
      const bool value = one ? reflection.GetBool(message, &field) : reflection.GetRepeatedBool(message, &field, index);
      out += value ? "true" : "false";
      break;
    }
  }
}

}  // namespace

void AppendJson(const Message& message, std::string& out) {
  const Reflection& reflection = *message.GetReflection();
  const auto& descriptor = *message.GetDescriptor();
  bool first = true;
  out += '{';
  for (int i = 0; i < descriptor.field_count(); ++i) {
    const FieldDescriptor& field = *descriptor.field(i);
    const int count = field.is_repeated() ? reflection.FieldSize(message, &field) : 0;
    if (field.is_repeated() ? count == 0 : !reflection.HasField(message, &field)) continue;
    if (!first) out += ',';
    first = false;
    out += '"';
    out += field.json_name();
    out += "\":";
    if (!field.is_repeated()) {
      AppendValue(message, reflection, field, -1, out);
      continue;
    }
    out += '[';
    for (int j = 0; j < count; ++j) {
      if (j > 0) out += ',';
      AppendValue(message, reflection, field, j, out);
    }
    out += ']';
  }
  out += '}';
}

struct WireJson::Field {
  uint32_t tag = 0;  // of the wire: number and wire type
  std::string key;   // "articleId":
  FieldDescriptor::Type type{};
  bool repeated = false;
  bool packed = false;
  bool presence = false;            // may be there with its default
  std::unique_ptr<WireJson> inner;  // of a message
  std::vector<std::string> names;   // of an enum's numbers from 0, quoted; empty where a number has no name
};

namespace {

std::vector<std::string> QuotedNames(const google::protobuf::EnumDescriptor& type) {
  constexpr int kMaxNumber = 256;
  std::vector<std::string> names;
  for (int i = 0; i < type.value_count(); ++i) {
    const int number = type.value(i)->number();
    WF_CHECK(number >= 0 && number < kMaxNumber);
    names.resize(std::max(names.size(), static_cast<size_t>(number) + 1));
    names[static_cast<size_t>(number)] = "\"" + type.FindValueByNumber(number)->name() + "\"";
  }
  return names;
}

// Whether AppendValue writes fields of a type.
bool IsWritten(FieldDescriptor::Type type) {
  switch (type) {
    case FieldDescriptor::TYPE_STRING:
    case FieldDescriptor::TYPE_MESSAGE:
    case FieldDescriptor::TYPE_DOUBLE:
    case FieldDescriptor::TYPE_FLOAT:
    case FieldDescriptor::TYPE_BOOL:
    case FieldDescriptor::TYPE_UINT64:
    case FieldDescriptor::TYPE_INT64:
    case FieldDescriptor::TYPE_UINT32:
    case FieldDescriptor::TYPE_INT32:
    case FieldDescriptor::TYPE_ENUM:
      return true;
    case FieldDescriptor::TYPE_BYTES:
    case FieldDescriptor::TYPE_GROUP:
    case FieldDescriptor::TYPE_FIXED64:
    case FieldDescriptor::TYPE_FIXED32:
    case FieldDescriptor::TYPE_SFIXED64:
    case FieldDescriptor::TYPE_SFIXED32:
    case FieldDescriptor::TYPE_SINT64:
    case FieldDescriptor::TYPE_SINT32:
      return false;
  }
  return false;
}

}  // namespace

WireJson::WireJson(const google::protobuf::Descriptor& type) {
  WF_CHECK(type.real_oneof_decl_count() == 0);
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& from = *type.field(i);
    WF_CHECK(i == 0 || type.field(i - 1)->number() < from.number());
    WF_CHECK(IsWritten(from.type()) && !from.is_map() && from.message_type() != &type);
    Field field;
    field.tag = google::protobuf::internal::WireFormat::MakeTag(&from);
    field.key = "\"" + from.json_name() + "\":";
    field.type = from.type();
    field.repeated = from.is_repeated();
    field.packed = from.is_packed();
    field.presence = from.has_presence();
    if (from.type() == FieldDescriptor::TYPE_MESSAGE) field.inner = std::make_unique<WireJson>(*from.message_type());
    if (from.type() == FieldDescriptor::TYPE_ENUM) field.names = QuotedNames(*from.enum_type());
    fields_.push_back(std::move(field));
  }
}

WireJson::~WireJson() = default;

bool WireJson::Append(std::string_view bytes, std::string& out) const {
  const size_t before = out.size();
  if (AppendMessage(WireReader(bytes), out)) return true;
  out.resize(before);
  return false;
}

bool WireJson::AppendMessage(WireReader in, std::string& out) const {
  auto next = fields_.begin();  // the fields before it were there or are absent
  const Field* list = nullptr;  // the list that is being written
  out += '{';
  while (!in.empty()) {
    uint64_t tag = 0;
    if (!in.Varint(tag)) return false;
    if (list != nullptr && tag == list->tag) {
      out += ',';
      if (!AppendValue(*list, in, out)) return false;
      continue;
    }
    if (list != nullptr) out += ']';
    if (out.back() != '{') out += ',';
    next = std::find_if(next, fields_.end(), [&](const Field& field) { return field.tag == tag; });
    if (next == fields_.end()) return false;
    const Field& field = *next++;
    list = field.repeated ? &field : nullptr;
    out += field.key;
    if (field.repeated) out += '[';
    if (!AppendValue(field, in, out)) return false;
  }
  if (list != nullptr) out += ']';
  out += '}';
  return true;
}

bool WireJson::AppendValue(const Field& field, WireReader& in, std::string& out) {
  if (field.type != FieldDescriptor::TYPE_STRING && field.type != FieldDescriptor::TYPE_MESSAGE && !field.packed) {
    return AppendScalar(field, in, out);
  }
  std::string_view value;
  if (!in.Delimited(value)) return false;
  if (field.inner != nullptr) return field.inner->AppendMessage(WireReader(value), out);
  if (field.packed) {
    WireReader numbers(value);
    for (bool first = true; first || !numbers.empty(); first = false) {
      if (!first) out += ',';
      if (!AppendScalar(field, numbers, out)) return false;
    }
    return true;
  }
  if (value.empty() && !field.repeated && !field.presence) return false;
  if (!simdjson::validate_utf8(value.data(), value.size())) return false;
  AppendJsonString(value, out);
  return true;
}

bool WireJson::AppendScalar(const Field& field, WireReader& in, std::string& out) {
  const bool zero_is_absent = !field.repeated && !field.presence;
  if (field.type == FieldDescriptor::TYPE_DOUBLE) {
    uint64_t bits = 0;
    if (!in.Fixed(bits)) return false;
    const double real = google::protobuf::internal::WireFormatLite::DecodeDouble(bits);
    if (zero_is_absent && real == 0) return false;
    AppendReal(real, out);
    return true;
  }
  if (field.type == FieldDescriptor::TYPE_FLOAT) {
    uint32_t bits = 0;
    if (!in.Fixed(bits)) return false;
    const float real = google::protobuf::internal::WireFormatLite::DecodeFloat(bits);
    if (zero_is_absent && real == 0) return false;
    AppendReal(real, out);
    return true;
  }
  uint64_t number = 0;
  if (!in.Varint(number) || (zero_is_absent && number == 0)) return false;
  switch (field.type) {
    case FieldDescriptor::TYPE_BOOL:
      out += number != 0 ? "true" : "false";
      return true;
    case FieldDescriptor::TYPE_UINT64:
      AppendQuoted(number, out);
      return true;
    case FieldDescriptor::TYPE_INT64:
      AppendQuoted(static_cast<int64_t>(number), out);
      return true;
    case FieldDescriptor::TYPE_UINT32:
      if (number > std::numeric_limits<uint32_t>::max()) return false;
      AppendNumber(number, out);
      return true;
    case FieldDescriptor::TYPE_INT32: {
      const auto value = static_cast<int64_t>(number);
      if (value != static_cast<int32_t>(value)) return false;
      AppendNumber(value, out);
      return true;
    }
    case FieldDescriptor::TYPE_ENUM:
      if (number >= field.names.size() || field.names[number].empty()) return false;
      out += field.names[number];
      return true;
    default:
      WF_CHECK(IsWritten(field.type));
  }
  return false;
}

}  // namespace wirefold
