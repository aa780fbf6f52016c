#include "worker/config/schema.h"

#include <google/protobuf/descriptor.h>
#include <re2/re2.h>

#include <charconv>
#include <limits>
#include <type_traits>

#include "absl/strings/str_format.h"
#include "common/base/check.h"
#include "common/base/printable.h"
#include "worker/config/fold_parameters.h"

namespace wirefold {
namespace {

constexpr size_t kShownBytes = 80;

absl::Status Wrong(const std::string& must_be, const std::string& text, const std::string& suggestion = "") {
  const std::string meant = suggestion.empty() ? "" : ", did you mean " + suggestion + "?";
  return absl::InvalidArgumentError(
      absl::StrFormat("must be %s (\"%s\")%s", must_be, Printable(text, kShownBytes), meant));
}

// A value of a field that counts something, or nothing: the text is none.
template <typename Number>
std::optional<Number> ReadNumber(const FieldDescriptor& field, const std::string& text) {
  if constexpr (std::is_same_v<Number, uint64_t>) {
    if (const auto quantity = QuantityOf(field)) return ParseQuantity(*quantity, text);
  }
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc::invalid_argument || end != text.data() + text.size()) return std::nullopt;
  return error == std::errc() ? value : std::numeric_limits<Number>::max();
}

template <typename Number>
bool IsInRange(const FieldDescriptor& field, Number value) {
  const v1::KeyOptions& options = OptionsOf(field);
  const auto bound = [&](const std::string& text) { return *ReadNumber<Number>(field, text); };
  // NaN is in no range.
  if (!options.least().empty() && !(value >= bound(options.least()))) return false;
  if (!options.above().empty() && !(value > bound(options.above()))) return false;
  return options.most().empty() || value <= bound(options.most());
}

std::string KindWords(const FieldDescriptor& field) {
  if (const auto quantity = QuantityOf(field)) return std::string(QuantityWords(*quantity));
  return field.cpp_type() == FieldDescriptor::CPPTYPE_DOUBLE ? "a number" : "a whole number";
}

// The unit of a value that was written without one.
std::string UnitInMind(const FieldDescriptor& field) {
  const v1::KeyOptions& options = OptionsOf(field);
  const std::string& text = options.default_value();
  return text.empty() ? options.former().unit() : text.substr(text.find_first_not_of("0123456789"));
}

template <typename Number>
absl::Status ReadInRange(const FieldDescriptor& field, const std::string& text, Number& into) {
  const std::optional<Number> value = ReadNumber<Number>(field, text);
  if (!value) {
    const auto quantity = QuantityOf(field);
    return Wrong(KindWords(field), text, quantity ? GuessQuantity(*quantity, text, UnitInMind(field)) : "");
  }
  if (!IsInRange(field, *value)) return Wrong(RangeWords(field), text);
  into = *value;
  return absl::OkStatus();
}

absl::Status CheckText(const FieldDescriptor& field, const std::string& text) {
  const v1::KeyOptions& options = OptionsOf(field);
  if (!options.pattern().empty() && !RE2::FullMatch(text, options.pattern())) return Wrong(options.form(), text);
  if (options.most().empty() || text.size() <= std::stoul(options.most())) return absl::OkStatus();
  return Wrong("at most " + options.most() + " bytes", text);
}

void ForEachKeyOf(const Descriptor& group, const std::string& prefix,
                  const std::function<void(const std::string&, const FieldDescriptor&)>& visit) {
  for (int i = 0; i < group.field_count(); ++i) {
    const FieldDescriptor& field = *group.field(i);
    if (IsGroup(field)) {
      ForEachKeyOf(*field.message_type(), prefix + field.name() + ".", visit);
    } else {
      visit(prefix + field.name(), field);
    }
  }
}

}  // namespace

const v1::KeyOptions& OptionsOf(const FieldDescriptor& field) { return field.options().GetExtension(v1::key); }

bool IsGroup(const FieldDescriptor& field) {
  return field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE && !field.is_map();
}

std::optional<Quantity> QuantityOf(const FieldDescriptor& field) {
  switch (OptionsOf(field).unit()) {
    case v1::UNIT_MILLISECONDS:
      return Quantity::kMilliseconds;
    case v1::UNIT_SECONDS:
      return Quantity::kSeconds;
    case v1::UNIT_BYTES:
      return Quantity::kBytes;
    default:
      return std::nullopt;
  }
}

std::vector<std::string> KeysOf(const Descriptor& group) {
  std::vector<std::string> keys;
  keys.reserve(static_cast<size_t>(group.field_count()));
  for (int i = 0; i < group.field_count(); ++i) keys.push_back(group.field(i)->name());
  return keys;
}

void ForEachKey(const std::function<void(const std::string&, const FieldDescriptor&)>& visit) {
  ForEachKeyOf(*v1::Config::descriptor(), "", visit);
}

std::string DefaultText(const std::string& path, const FieldDescriptor& field) {
  if (!field.has_presence()) return OptionsOf(field).default_value();
  for (const auto& [key, value] : FoldValues(Genesis{})) {
    if (key == path) return value;
  }
  WF_CHECK(false && "a key without a default");
}

std::string RangeWords(const FieldDescriptor& field) {
  const v1::KeyOptions& options = OptionsOf(field);
  const std::string most = options.most().empty() ? "" : "at most " + options.most();
  if (!options.above().empty()) return "above " + options.above() + (most.empty() ? "" : ", " + most);
  if (options.least().empty()) return most;
  if (most.empty()) return "at least " + options.least();
  return options.least() + " to " + options.most();
}

absl::Status SetField(Message& message, const FieldDescriptor& field, const std::string& text) {
  const auto* reflection = message.GetReflection();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      WF_RETURN_IF_ERROR(CheckText(field, text));
      reflection->SetString(&message, &field, text);
      break;
    case FieldDescriptor::CPPTYPE_UINT32:
    case FieldDescriptor::CPPTYPE_UINT64: {
      uint64_t value = 0;
      WF_RETURN_IF_ERROR(ReadInRange(field, text, value));
      if (field.cpp_type() == FieldDescriptor::CPPTYPE_UINT64) {
        reflection->SetUInt64(&message, &field, value);
      } else {
        constexpr uint32_t kMost = std::numeric_limits<uint32_t>::max();
        if (value > kMost) return Wrong(absl::StrFormat("at most %d", kMost), text);
        reflection->SetUInt32(&message, &field, static_cast<uint32_t>(value));
      }
      break;
    }
    case FieldDescriptor::CPPTYPE_DOUBLE: {
      double value = 0;
      WF_RETURN_IF_ERROR(ReadInRange(field, text, value));
      reflection->SetDouble(&message, &field, value);
      break;
    }
    case FieldDescriptor::CPPTYPE_BOOL:
      if (text != "true" && text != "false") return Wrong("true or false", text);
      reflection->SetBool(&message, &field, text == "true");
      break;
    default:
      WF_CHECK(false && "a field type of config.proto that is not handled");
  }
  return absl::OkStatus();
}

std::optional<std::string> SuccessorOf(const Descriptor& group, const std::string& key, const std::string& text) {
  for (int i = 0; i < group.field_count(); ++i) {
    const FieldDescriptor& field = *group.field(i);
    const v1::FormerKey& former = OptionsOf(field).former();
    if (former.name().empty() || former.name() != key) continue;
    const auto count = ParseQuantity(*QuantityOf(field), text + former.unit());
    return field.name() + (count ? ": " + PrintQuantity(*QuantityOf(field), *count) : "");
  }
  return std::nullopt;
}

}  // namespace wirefold
