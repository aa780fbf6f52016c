// The schema (proto/wirefold/v1/config.proto) as the sources of this folder ask it: fields, their options, and how a
// value's text becomes a field. Which keys there are, what they may be and what they are for stands there alone.
//
//   absl::Status wrong = SetField(message, field, "30s");   // "must be at most 5s ("30s")"
#pragma once

#include <google/protobuf/message.h>

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "wirefold/v1/config.pb.h"
#include "worker/config/quantity.h"

namespace wirefold {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

const v1::KeyOptions& OptionsOf(const FieldDescriptor& field);

// A group of keys; the map of properties is none.
bool IsGroup(const FieldDescriptor& field);

// Nothing: a plain number or a text.
std::optional<Quantity> QuantityOf(const FieldDescriptor& field);

std::vector<std::string> KeysOf(const Descriptor& group);

// Calls visit("kafka.group_id", field) for every key that is no group, in the order of the schema.
void ForEachKey(const std::function<void(const std::string& path, const FieldDescriptor& field)>& visit);

// The value that a key has when nobody gives one, as a file writes it; empty for the map of properties.
std::string DefaultText(const std::string& path, const FieldDescriptor& field);

// "1ms to 5s", "at most 256", "above 0, at most 1"; empty: no bounds.
std::string RangeWords(const FieldDescriptor& field);

// InvalidArgument says what the value must be, with the value.
absl::Status SetField(Message& message, const FieldDescriptor& field, const std::string& text);

// For a key that is not in `group` but was once: which one took its place, with `text` as that one writes it.
std::optional<std::string> SuccessorOf(const Descriptor& group, const std::string& key, const std::string& text);

}  // namespace wirefold
