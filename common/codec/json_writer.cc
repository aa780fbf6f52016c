#include "common/codec/json_writer.h"

#include <google/protobuf/descriptor.h>

#include <charconv>
#include <cmath>

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

}  // namespace wirefold
